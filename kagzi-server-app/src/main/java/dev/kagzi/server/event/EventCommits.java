package dev.kagzi.server.event;

import dev.kagzi.server.database.CommitMeters;
import dev.kagzi.server.database.GroupCommit;
import dev.kagzi.server.database.GroupCommit.Bounds;
import dev.kagzi.server.database.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Where events wait for the transaction they share with others. */
@Component
class EventCommits implements DisposableBean {

    private static final Bounds BOUNDS = new Bounds(1_000, 20_000, Duration.ofSeconds(2));

    private final ExecutorService threads;
    private final GroupCommit<NewEvent, EventOutcome> commits;

    EventCommits(Transactions transactions, EventBatch events, MeterRegistry registry) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory("kagzi-event-");
        factory.setDaemon(true);
        this.threads = Executors.newFixedThreadPool(2, factory);
        this.commits = new GroupCommit<>(transactions, events, threads, BOUNDS, new CommitMeters(registry, "events"));
    }

    /** Stores the event; complete when it is durable. */
    CompletableFuture<EventOutcome> submit(UUID namespaceId, NewEvent event) {
        return commits.submit(namespaceId, event);
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
