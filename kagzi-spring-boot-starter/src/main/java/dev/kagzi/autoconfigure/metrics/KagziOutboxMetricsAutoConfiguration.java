package dev.kagzi.autoconfigure.metrics;

import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.client.Outbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Shows how much waits to be sent, as {@code kagzi.client.queue}, in every meter registry of the application. */
@AutoConfiguration(after = KagziClientAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnBean(Outbox.class)
public final class KagziOutboxMetricsAutoConfiguration {

    @Bean
    MeterBinder kagziOutboxMeters(Outbox outbox) {
        return registry -> Gauge.builder("kagzi.client.queue", outbox, Outbox::waiting)
                .description("Starts and events that were sent inside transactions and wait for the server.")
                .register(registry);
    }
}
