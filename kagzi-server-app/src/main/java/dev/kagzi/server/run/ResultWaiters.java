package dev.kagzi.server.run;

import dev.kagzi.server.shutdown.OpenRequests;
import dev.kagzi.server.shutdown.ShutdownOrder;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Those who wait for runs to finish. A signal names the runs to look at; in case one gets lost, all that are waited for are looked at
 * once a second. Either way it is one query, however many wait.
 */
@Component
class ResultWaiters implements SignalListener, OpenRequests, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ResultWaiters.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final RunRepository runs;
    private final Map<RunKey, Set<CompletableFuture<Optional<Run>>>> waiting = new ConcurrentHashMap<>();
    private final BlockingQueue<RunKey> changed = new LinkedBlockingQueue<>();
    private volatile boolean answersAtOnce;
    private volatile @Nullable Thread thread;

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
        waiting.compute(key, (k, waiters) -> {
            Set<CompletableFuture<Optional<Run>>> all = waiters == null ? ConcurrentHashMap.newKeySet() : waiters;
            all.add(waiter);
            return all;
        });
        waiter.whenComplete((run, failure) -> forget(key, waiter));
        waiter.completeOnTimeout(Optional.empty(), atMost.toMillis(), TimeUnit.MILLISECONDS);
        // Whoever comes after the map has been emptied is not left waiting.
        if (answersAtOnce) {
            waiter.complete(Optional.empty());
        }
        return waiter;
    }

    private void forget(RunKey key, CompletableFuture<Optional<Run>> waiter) {
        waiting.computeIfPresent(key, (k, waiters) -> {
            waiters.remove(waiter);
            return waiters.isEmpty() ? null : waiters;
        });
    }

    boolean isWaitedFor(RunKey key) {
        return waiting.containsKey(key);
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof RunChanged change) {
            RunKey key = new RunKey(change.namespaceId(), change.runId());
            if (isWaitedFor(key)) {
                changed.add(key);
            }
        }
    }

    @Override
    public String kind() {
        return "results";
    }

    @Override
    public int open() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }

    @Override
    public void answerAll() {
        answersAtOnce = true;
        waiting.values().forEach(waiters -> complete(waiters, Optional.empty()));
    }

    @Override
    public void start() {
        answersAtOnce = false;
        Thread looking = new Thread(this::lookUntilStopped, "kagzi-results");
        looking.setDaemon(true);
        thread = looking;
        looking.start();
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.BACKGROUND_SERVICES;
    }

    @Override
    public void stop() {
        Thread looking = thread;
        thread = null;
        if (looking != null) {
            looking.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void lookUntilStopped() {
        long lookAtAll = System.nanoTime() + LOOK_NANOS;
        while (isRunning()) {
            try {
                Set<RunKey> keys = changedBefore(lookAtAll);
                if (System.nanoTime() - lookAtAll >= 0) {
                    keys.addAll(waiting.keySet());
                    lookAtAll = System.nanoTime() + LOOK_NANOS;
                }
                lookAt(keys);
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException | TransactionException e) {
                log.debug("The runs that are waited for could not be read; they are looked at again", e);
            }
        }
    }

    private Set<RunKey> changedBefore(long nanoTime) throws InterruptedException {
        Set<RunKey> keys = new HashSet<>();
        RunKey first = changed.poll(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (first != null) {
            keys.add(first);
            changed.drainTo(keys);
        }
        return keys;
    }

    private void lookAt(Set<RunKey> keys) {
        if (keys.isEmpty()) {
            return;
        }
        for (Run run : runs.finished(keys)) {
            Set<CompletableFuture<Optional<Run>>> waiters = waiting.get(new RunKey(run.namespaceId(), run.runId()));
            if (waiters != null) {
                complete(waiters, Optional.of(run));
            }
        }
    }

    private static void complete(Set<CompletableFuture<Optional<Run>>> waiters, Optional<Run> run) {
        waiters.forEach(waiter -> waiter.complete(run));
    }
}
