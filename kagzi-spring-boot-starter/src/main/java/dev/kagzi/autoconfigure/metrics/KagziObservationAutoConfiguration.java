package dev.kagzi.autoconfigure.metrics;

import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.autoconfigure.KagziClientCustomizer;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.observation.ClientObservationContext;
import dev.kagzi.observation.ClientObservationConvention;
import dev.kagzi.observation.ObservedEventsApi;
import dev.kagzi.observation.ObservedRunsApi;
import dev.kagzi.observation.ObservedSchedulesApi;
import dev.kagzi.observation.RunObservationConvention;
import dev.kagzi.observation.RunObserver;
import dev.kagzi.observation.StepObservationConvention;
import dev.kagzi.observation.StepObserver;
import dev.kagzi.transport.EventsApi;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;

/** Observes runs, attempts of steps and requests of the client, once the application has an {@link ObservationRegistry}. */
@AutoConfiguration(
        before = {KagziClientAutoConfiguration.class, KagziWorkerAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
public final class KagziObservationAutoConfiguration {

    @Bean
    RunObserver kagziRunObserver(ObservationRegistry registry, ObjectProvider<RunObservationConvention> convention) {
        return new RunObserver(registry, convention.getIfAvailable());
    }

    /** Outermost: what interceptors do belongs to the attempt. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    StepObserver kagziStepObserver(ObservationRegistry registry, ObjectProvider<StepObservationConvention> convention) {
        return new StepObserver(registry, convention.getIfAvailable());
    }

    /** The server is told in which span a request of the client is made. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    KagziClientCustomizer kagziTraceHeaders(ObservationRegistry registry) {
        return client -> client.requestInitializer(request -> addTraceHeaders(registry, request.getHeaders()));
    }

    private static void addTraceHeaders(ObservationRegistry registry, HttpHeaders headers) {
        Observation current = registry.getCurrentObservation();
        if (current != null && current.getContext() instanceof ClientObservationContext context) {
            Map<String, String> span = context.getCarrier();
            if (span != null) {
                span.forEach(headers::set);
            }
        }
    }

    /** Around the requests as they are, and not in place of the bean: whoever gives another one is observed too. */
    @Bean
    static BeanPostProcessor kagziClientObserver(
            ObjectProvider<ObservationRegistry> registry, ObjectProvider<ClientObservationConvention> convention) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof RunsApi runs && !(bean instanceof ObservedRunsApi)) {
                    return new ObservedRunsApi(runs, registry.getObject(), convention.getIfAvailable());
                }
                if (bean instanceof EventsApi events && !(bean instanceof ObservedEventsApi)) {
                    return new ObservedEventsApi(events, registry.getObject(), convention.getIfAvailable());
                }
                if (bean instanceof SchedulesApi schedules && !(bean instanceof ObservedSchedulesApi)) {
                    return new ObservedSchedulesApi(schedules, registry.getObject(), convention.getIfAvailable());
                }
                return bean;
            }
        };
    }
}
