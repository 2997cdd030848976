package dev.kagzi.autoconfigure.health;

import dev.kagzi.actuate.KagziEndpoint;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.worker.WorkerLifecycle;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code kagzi}, once it is exposed. */
@AutoConfiguration(after = KagziWorkerAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(WorkerLifecycle.class)
public final class KagziEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    KagziEndpoint kagziEndpoint(WorkerLifecycle worker, WorkflowDefinitions definitions) {
        return new KagziEndpoint(worker, definitions);
    }
}
