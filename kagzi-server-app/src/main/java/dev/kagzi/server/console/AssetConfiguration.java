package dev.kagzi.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves scripts and styles: the console's own, and those of the libraries it uses. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
class AssetConfiguration implements WebMvcConfigurer {

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        // Libraries by their names; which version it is, the build knows.
        registry.addResourceHandler("/assets/lib/**")
                .addResourceLocations("classpath:/META-INF/resources/webjars/")
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(AssetConfiguration::etag)
                .resourceChain(true);
        registry.addResourceHandler("/assets/**")
                .addResourceLocations("classpath:/console/assets/")
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(AssetConfiguration::etag);
    }

    /** Of what is in it: the times of files say nothing in a jar that is built the same way every time. */
    private static String etag(Resource asset) {
        try (InputStream content = asset.getInputStream()) {
            return "\"" + DigestUtils.md5DigestAsHex(content) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        registry.addRedirectViewController("/", "/console");
    }
}
