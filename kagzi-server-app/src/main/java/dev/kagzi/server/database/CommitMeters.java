package dev.kagzi.server.database;

import dev.kagzi.server.metrics.DatabaseTimers;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of one group commit. */
public final class CommitMeters {

    private final Timer commits;
    private final DistributionSummary sizes;
    private final AtomicInteger queued = new AtomicInteger();

    /** @param kind what is committed, in one word */
    public CommitMeters(MeterRegistry registry, String kind) {
        this.commits = DatabaseTimers.named("kagzi.server.commit")
                .description("Time from the beginning of a batch to its end on disk")
                .tag("kind", kind)
                .register(registry);
        this.sizes = DistributionSummary.builder("kagzi.server.commit.size")
                .description("Requests that share a transaction")
                .tag("kind", kind)
                .register(registry);
        Gauge.builder("kagzi.server.commit.queued", queued, AtomicInteger::get)
                .description("Requests that wait for a transaction")
                .tag("kind", kind)
                .register(registry);
    }

    void committed(int size, long nanos) {
        commits.record(Duration.ofNanos(nanos));
        sizes.record(size);
    }

    /** Counts the requests that wait. */
    AtomicInteger queued() {
        return queued;
    }
}
