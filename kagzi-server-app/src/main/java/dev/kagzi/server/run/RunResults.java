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
    // answered.
    private final ExecutorService answering;

    RunResults(ResultWaiters waiters, RunRepository runs, RunSnapshots snapshots) {
        this.waiters = waiters;
        this.runs = runs;
        this.snapshots = snapshots;
        CustomizableThreadFactory threads = new CustomizableThreadFactory("kagzi-result-");
        threads.setDaemon(true);
        this.answering = Executors.newFixedThreadPool(2, threads);
    }

    CompletableFuture<RunSnapshot> await(UUID namespaceId, UUID runId, Duration atMost) {
        CompletableFuture<Optional<Run>> waiter = waiters.await(new RunKey(namespaceId, runId), atMost);
        try {
            Run run = read(namespaceId, runId);
            if (run.isFinal() || atMost.isZero()) {
                waiter.complete(Optional.of(run));
                return CompletableFuture.completedFuture(snapshots.of(run));
            }
        } catch (RuntimeException e) {
            waiter.cancel(false);
            throw e;
        }
        return waiter.thenApplyAsync(
                finished -> snapshots.of(finished.orElseGet(() -> read(namespaceId, runId))), answering);
    }

    private Run read(UUID namespaceId, UUID runId) {
        return runs.find(namespaceId, runId).orElseThrow(() -> RunProblems.notFound(runId));
    }

    @Override
    public void destroy() {
        answering.shutdown();
    }
}
