package dev.kagzi.server.run;

import dev.kagzi.protocol.RunSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/** Answers with a run as soon as it is finished, or as it is when the time is over. */
@Component
class RunResults implements DisposableBean {

    private final ResultWaiters waiters;
    private final RunRepository runs;
    private final RunSnapshots snapshots;
    // Of its own: the application's executor takes nothing more once the server stops, which is when everybody is
    // answered. Few threads, which leave the database's connections to others.
    private final ExecutorService answering;
    private final RunReads reads;

    RunResults(ResultWaiters waiters, RunRepository runs, RunSnapshots snapshots) {
        this.waiters = waiters;
        this.runs = runs;
        this.snapshots = snapshots;
        CustomizableThreadFactory threads = new CustomizableThreadFactory("kagzi-result-");
        threads.setDaemon(true);
        this.answering = Executors.newFixedThreadPool(2, threads);
        this.reads = new RunReads(runs, answering);
    }

    CompletableFuture<RunSnapshot> await(UUID namespaceId, UUID runId, Duration atMost) {
        RunKey key = new RunKey(namespaceId, runId);
        CompletableFuture<Optional<Run>> waiter = waiters.await(key, atMost);
        try {
            Run run = runs.find(namespaceId, runId).orElseThrow(() -> RunProblems.notFound(runId));
            if (run.isFinal() || atMost.isZero()) {
                waiter.complete(Optional.of(run));
                return CompletableFuture.completedFuture(snapshots.of(run));
            }
        } catch (RuntimeException e) {
            waiter.cancel(false);
            throw e;
        }
        return waiter.thenCompose(finished ->
                        finished.map(CompletableFuture::completedFuture).orElseGet(() -> reads.read(key)))
                .thenApplyAsync(snapshots::of, answering);
    }

    @Override
    public void destroy() {
        answering.shutdown();
    }
}
