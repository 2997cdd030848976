package dev.kagzi.test.engine;

import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Report.StepCompleted;
import dev.kagzi.worker.StepAttempt;
import dev.kagzi.worker.StepInterceptor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

/** What a test wants to go wrong: attempts that fail, and workers that crash. */
public final class Faults implements StepInterceptor, Ordered {

    private final Map<String, Deque<Exception>> failures = new HashMap<>();
    private final Map<String, Crash> crashes = new HashMap<>();
    private final Replays replays;

    public Faults(Replays replays) {
        this.replays = replays;
    }

    /** When a worker crashes. */
    public enum Crash {
        /** The body has returned, and nobody has heard of it. */
        BEFORE_RECORDED,
        /** The outcome is recorded, and nothing has happened since. */
        AFTER_RECORDED
    }

    /** The next attempts of a step fail. */
    public synchronized void failStep(String step, int attempts, Exception failure) {
        Deque<Exception> planned = failures.computeIfAbsent(step, any -> new ArrayDeque<>());
        for (int i = 0; i < attempts; i++) {
            planned.add(failure);
        }
    }

    /** The worker of the run crashes the next time the step is completed. */
    public synchronized void crash(String step, Crash when) {
        crashes.put(step, when);
    }

    public synchronized void reset() {
        failures.clear();
        crashes.clear();
    }

    /** Innermost: what stands around the attempt sees it fail. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public @Nullable Object intercept(StepAttempt attempt) throws Exception {
        replays.stopAt(UUID.fromString(attempt.run().runId()), attempt.step());
        Exception failure = nextFailure(attempt.step());
        if (failure != null) {
            throw failure;
        }
        return attempt.proceed();
    }

    private synchronized @Nullable Exception nextFailure(String step) {
        Deque<Exception> planned = failures.get(step);
        return planned == null ? null : planned.poll();
    }

    /** The crash that this report is the occasion of, once. */
    synchronized Optional<Crash> crashAt(Report report) {
        return report instanceof StepCompleted completed
                ? Optional.ofNullable(crashes.remove(completed.step().name()))
                        .or(() -> Optional.ofNullable(
                                crashes.remove(completed.step().toString())))
                : Optional.empty();
    }
}
