package dev.kagzi.server.web;

import dev.kagzi.server.input.DurationText;
import dev.kagzi.server.input.InstantText;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How the API's own port is served. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {

    @Bean
    ServerHttpMessageConvertersCustomizer protocolConverter(ProtocolMessageConverter converter) {
        return converters -> converters.addCustomConverter(converter);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
        return ProblemReportValve::install;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> smallBuffers() {
        return SmallBufferProtocol::install;
    }

    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Duration.class, DurationText::parse);
        registry.addConverter(String.class, Instant.class, InstantText::parse);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new SingleParameters()).addPathPatterns("/api/**");
    }
}
