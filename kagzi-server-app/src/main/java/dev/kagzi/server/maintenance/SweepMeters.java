package dev.kagzi.server.maintenance;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Times the rounds of the background services. */
@Component
class SweepMeters {

    private final MeterRegistry registry;

    SweepMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void ran(String service, boolean success, long nanos) {
        Timer.builder("kagzi.server.sweep")
                .description("Rounds of a background service")
                .tag("service", service)
                .tag("outcome", success ? "success" : "failure")
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }
}
