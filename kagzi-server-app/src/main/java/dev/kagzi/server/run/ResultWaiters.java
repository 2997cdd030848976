package dev.kagzi.server.run;

import dev.kagzi.server.shutdown.OpenRequests;
import dev.kagzi.server.shutdown.ShutdownOrder;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Those who wait for runs to finish. */
@Component
class ResultWaiters implements SignalListener, OpenRequests, SmartLifecycle {

    private final RunRepository runs;
    private final RunWatch<CompletableFuture<Optional<Run>>> waiting = new RunWatch<>("kagzi-results", this::lookAt);
    private volatile boolean answersAtOnce;

    ResultWaiters(RunRepository runs) {
        this.runs = runs;
    }

    /**
     * Waits for a run to finish. To miss nothing, look at the run after this call, not before it.
     *
     * @return completed with the finished run, or with nothing when the time is over or the server stops
     */
    CompletableFuture<Optional<Run>> await(RunKey key, Duration atMost) {
        CompletableFuture<Optional<Run>> waiter = new CompletableFuture<>();
        waiting.add(key, waiter);
        waiter.whenComplete((run, failure) -> waiting.remove(key, waiter));
        waiter.completeOnTimeout(Optional.empty(), atMost.toMillis(), TimeUnit.MILLISECONDS);
        // Whoever comes after all have been answered is not left waiting.
        if (answersAtOnce) {
            waiter.complete(Optional.empty());
        }
        return waiter;
    }

    boolean isWaitedFor(RunKey key) {
        return waiting.isWatched(key);
    }

    private void lookAt(Set<RunKey> keys) {
        runs.finished(
                keys,
                run -> waiting.of(run.key()).forEach(waiter -> waiter.complete(Optional.of(run))),
                (key, failure) -> waiting.of(key).forEach(waiter -> waiter.completeExceptionally(failure)));
    }

    @Override
    public void onSignal(Signal signal) {
        waiting.onSignal(signal);
    }

    @Override
    public String kind() {
        return "results";
    }

    @Override
    public int open() {
        return waiting.size();
    }

    @Override
    public void answerAll() {
        answersAtOnce = true;
        waiting.all().forEach(waiter -> waiter.complete(Optional.empty()));
    }

    @Override
    public void letWait() {
        answersAtOnce = false;
    }

    @Override
    public void start() {
        waiting.start();
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.BACKGROUND_SERVICES;
    }

    @Override
    public void stop() {
        waiting.stop();
    }

    @Override
    public boolean isRunning() {
        return waiting.isRunning();
    }
}
