package dev.kagzi.test.autoconfigure;

import dev.kagzi.test.AutoConfigureKagzi;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Sets what tests want otherwise. With the server in memory runs let go of their threads at once. A {@code @SpringBootTest} that names no
 * server has no worker that would look for one.
 */
final class KagziContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configAttributes) {
        if (TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureKagzi.class)) {
            return new Defaults("kagzi.worker.hold-threshold", "0s", null);
        }
        return TestContextAnnotationUtils.hasAnnotation(testClass, SpringBootTest.class)
                ? new Defaults("kagzi.worker.enabled", "false", "kagzi.url")
                : null;
    }

    /**
     * A property that yields to any other source of it.
     *
     * @param unless property that must not be set anywhere
     */
    private record Defaults(
            String name, String value, @Nullable String unless) implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            ConfigurableEnvironment environment = context.getEnvironment();
            if (unless == null || !environment.containsProperty(unless)) {
                environment.getPropertySources().addLast(new MapPropertySource("kagziTest", Map.of(name, value)));
            }
        }
    }
}
