package dev.kagzi.server.run;

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

/** Where starts wait for the transaction they share with others. */
@Component
class StartCommits implements DisposableBean {

    private static final Bounds BOUNDS = new Bounds(1_000, 20_000, Duration.ofSeconds(2));

    private final ExecutorService threads;
    private final GroupCommit<RunStart, StartOutcome> commits;

    StartCommits(Transactions transactions, RunStarts starts, MeterRegistry registry) {
        CustomizableThreadFactory factory = new CustomizableThreadFactory("kagzi-start-");
        factory.setDaemon(true);
        this.threads = Executors.newFixedThreadPool(2, factory);
        this.commits = new GroupCommit<>(transactions, starts, threads, BOUNDS, new CommitMeters(registry, "starts"));
    }

    /** Stores the start, and returns when it is durable. */
    StartOutcome commit(UUID namespaceId, RunStart start) {
        return GroupCommit.await(submit(namespaceId, start));
    }

    /** Stores the start; complete when it is durable. */
    CompletableFuture<StartOutcome> submit(UUID namespaceId, RunStart start) {
        return commits.submit(namespaceId, start);
    }

    @Override
    public void destroy() {
        threads.shutdown();
    }
}
