package dev.kagzi.server.due;

import dev.kagzi.server.database.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** Measures how late the server does what was due. */
@Component
class DueMeters {

    private final Timer woken;
    private final Timer deadlines;

    DueMeters(MeterRegistry registry) {
        this.woken = timer(registry, "due");
        this.deadlines = timer(registry, "deadline");
    }

    private static Timer timer(MeterRegistry registry, String kind) {
        return Timer.builder("kagzi.server.timer.lag")
                .description("How late a start time, the end of a wait, a deadline or a firing was noticed")
                .tag("kind", kind)
                .register(registry);
    }

    void woken(List<DueRun> runs, Instant now) {
        record(woken, runs, now);
    }

    void timedOut(List<DueRun> runs, Instant now) {
        record(deadlines, runs, now);
    }

    private static void record(Timer timer, List<DueRun> runs, Instant now) {
        Transactions.afterCommit(() -> runs.forEach(run -> timer.record(Duration.between(run.dueAt(), now))));
    }
}
