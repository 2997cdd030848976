package dev.kagzi.autoconfigure.health;

import dev.kagzi.actuate.KagziHealthIndicator;
import dev.kagzi.autoconfigure.KagziConnectionDetails;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.worker.WorkerLifecycle;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Health of the worker as {@code kagzi}. It is in no group by itself: an application lives without the server, and takes requests; who
 * wants it otherwise adds it to {@code management.endpoint.health.group.readiness.include}.
 */
@AutoConfiguration(after = KagziWorkerAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(WorkerLifecycle.class)
public final class KagziHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "kagziHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("kagzi")
    KagziHealthIndicator kagziHealthIndicator(WorkerLifecycle worker, KagziConnectionDetails connection) {
        return new KagziHealthIndicator(worker, connection.getUrl().toString(), Clock.systemUTC());
    }
}
