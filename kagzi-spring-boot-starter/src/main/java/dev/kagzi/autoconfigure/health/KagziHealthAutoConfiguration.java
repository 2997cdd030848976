package dev.kagzi.autoconfigure.health;

import dev.kagzi.actuate.KagziHealthIndicator;
import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.worker.WorkerLifecycle;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Health of the worker as {@code kagzi}, also where the worker is switched off: a group that includes it then still starts. It is in no group by itself: an application lives without the server, and takes requests; who
 * wants it otherwise adds it to {@code management.endpoint.health.group.readiness.include}.
 */
@AutoConfiguration(after = {KagziConnectionAutoConfiguration.class, KagziWorkerAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ConnectionSettings.class)
public final class KagziHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "kagziHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("kagzi")
    KagziHealthIndicator kagziHealthIndicator(ObjectProvider<WorkerLifecycle> worker, ConnectionSettings connection) {
        return new KagziHealthIndicator(
                worker.getIfAvailable(), connection.url().toString(), Clock.systemUTC());
    }
}
