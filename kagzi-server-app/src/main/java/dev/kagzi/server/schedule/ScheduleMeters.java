package dev.kagzi.server.schedule;

import dev.kagzi.server.database.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Counts what becomes of firings, and measures how late they are noticed, once that is committed. */
@Component
class ScheduleMeters {

    private final Counter started;
    private final Map<SkipReason, Counter> skipped = new EnumMap<>(SkipReason.class);
    private final Timer lag;

    ScheduleMeters(MeterRegistry registry) {
        this.started = counter(registry, "started");
        for (SkipReason reason : SkipReason.values()) {
            skipped.put(reason, counter(registry, reason.name().toLowerCase(Locale.ROOT)));
        }
        this.lag = Timer.builder("kagzi.server.timer.lag")
                .description("How late a start time, the end of a wait, a deadline or a firing was noticed")
                .tag("kind", "schedule")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("kagzi.server.firings")
                .description("Firings of schedules that have started a run or were skipped")
                .tag("outcome", outcome)
                .register(registry);
    }

    void started(int count) {
        Transactions.afterCommit(() -> started.increment(count));
    }

    void skipped(SkipReason reason, int count) {
        Transactions.afterCommit(() -> count(reason, count));
    }

    @SuppressWarnings("NullAway") // The constructor has filled in every reason.
    private void count(SkipReason reason, int count) {
        skipped.get(reason).increment(count);
    }

    /** Firings that were due. How late those were noticed that were missed would only tell how long nobody was there. */
    void decided(List<Firing> firings, Instant now) {
        Transactions.afterCommit(() -> firings.forEach(firing -> {
            if (firing.skipped() != null) {
                count(firing.skipped(), 1);
            }
            if (firing.skipped() != SkipReason.MISSED && !firing.madeUp()) {
                lag.record(Duration.between(firing.fireAt(), now));
            }
        }));
    }
}
