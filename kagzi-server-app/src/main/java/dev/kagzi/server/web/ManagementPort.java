package dev.kagzi.server.web;

import java.net.InetAddress;
import java.util.Set;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The management port has a context of its own and gets the same protection as the API. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@Conditional(ManagementPort.OwnContext.class)
class ManagementPort {

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsFromTomcat() {
        return ProblemReportValve::install;
    }

    /** Whoever opens the port to others, for probes or a scraper, has them use names of their own. */
    @Bean
    @Conditional(OnLoopback.class)
    HostFilter hostFilter() {
        return new HostFilter(Set.of());
    }

    static final class OnLoopback implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind("management.server.address", InetAddress.class)
                    .map(InetAddress::isLoopbackAddress)
                    .orElse(false);
        }
    }

    /** Found by the component scan too, where it has no place. */
    static final class OwnContext implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return context.getBeanFactory() != null && context.getBeanFactory().getParentBeanFactory() != null;
        }
    }
}
