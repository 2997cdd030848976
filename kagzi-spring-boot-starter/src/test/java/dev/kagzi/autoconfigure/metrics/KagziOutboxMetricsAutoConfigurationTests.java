package dev.kagzi.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.client.Handover;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.Sending;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KagziOutboxMetricsAutoConfigurationTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    KagziConnectionAutoConfiguration.class,
                    KagziDefinitionAutoConfiguration.class,
                    KagziClientAutoConfiguration.class,
                    KagziOutboxMetricsAutoConfiguration.class));

    @Test
    void showsHowMuchWaits() {
        runner.withBean(Outbox.class, Three::new).run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(MeterBinder.class).bindTo(registry);
            assertThat(registry.get("kagzi.client.queue").gauge().value()).isEqualTo(3);
        });
    }

    @Test
    void backsOffWhereNothingCanWait() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.transaction"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
        runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("kagziOutboxMeters"));
    }

    private static final class Three implements Outbox {

        @Override
        public Handover take(Sending sending) {
            return null;
        }

        @Override
        public long waiting() {
            return 3;
        }
    }
}
