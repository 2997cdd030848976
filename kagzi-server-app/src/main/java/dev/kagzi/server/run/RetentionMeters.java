package dev.kagzi.server.run;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Counts finished runs that are removed, and measures how late they are. */
@Component
class RetentionMeters {

    private final Counter removed;
    private volatile double lagMillis = Double.NaN;

    RetentionMeters(MeterRegistry registry) {
        this.removed = Counter.builder("kagzi.server.retention.removed")
                .description("Finished runs removed because their retention was over")
                .register(registry);
        TimeGauge.builder("kagzi.server.retention.lag", () -> lagMillis, TimeUnit.MILLISECONDS)
                .description("How long the oldest run that has to go was overdue when it was last looked for")
                .register(registry);
    }

    void removed(int runs) {
        removed.increment(runs);
    }

    void lag(Duration lag) {
        lagMillis = lag.toMillis();
    }

    /** An old lag would look like a service that keeps up. */
    void lagIsUnknown() {
        lagMillis = Double.NaN;
    }
}
