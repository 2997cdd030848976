package dev.kagzi.autoconfigure.metrics;

import dev.kagzi.observation.ResumedRunTracing;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Links the traces of a run, once the application has a {@link Tracer}. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration")
@ConditionalOnClass({Tracer.class, PropagatingReceiverTracingObservationHandler.class})
@ConditionalOnBean({Tracer.class, Propagator.class})
public final class KagziTracingAutoConfiguration {

    /** Spring Boot's own handler for what is received has 1000, and the first that fits is taken. */
    private static final int BEFORE_ALL_THAT_IS_RECEIVED = 999;

    @Bean
    @Order(BEFORE_ALL_THAT_IS_RECEIVED)
    ResumedRunTracing kagziResumedRunTracing(Tracer tracer, Propagator propagator) {
        return new ResumedRunTracing(tracer, propagator);
    }
}
