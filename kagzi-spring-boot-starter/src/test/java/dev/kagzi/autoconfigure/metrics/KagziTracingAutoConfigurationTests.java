package dev.kagzi.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.kagzi.observation.ResumedRunTracing;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KagziTracingAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(KagziTracingAutoConfiguration.class));

    @Test
    void linksTracesOnceThereIsATracer() {
        runner.withBean(Tracer.class, () -> mock())
                .withBean(Propagator.class, () -> mock())
                .run(context -> assertThat(context).hasSingleBean(ResumedRunTracing.class));
    }

    @Test
    void backsOffWithoutATracer() {
        runner.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ResumedRunTracing.class));
    }

    @Test
    void backsOffWithoutTracingOnTheClassPath() {
        runner.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("kagziResumedRunTracing"));
    }
}
