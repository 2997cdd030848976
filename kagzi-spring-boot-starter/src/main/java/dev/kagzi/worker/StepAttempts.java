package dev.kagzi.worker;

import dev.kagzi.StepContext;
import dev.kagzi.StepContextHolder;
import dev.kagzi.protocol.worker.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes attempts of a branch's steps: enters the body, watches it, and says what became of it. */
final class StepAttempts {

    private final HeldRun run;
    private final HeldRuns held;
    private final Interrupts interrupts;
    private final WorkerClock clock;
    private final ReportBatcher batcher;
    private final AttemptWatchdog watchdog;
    private final WorkerExtensions extensions;
    private final ExecutedRun executed;
    private boolean open;

    StepAttempts(RunExecution execution, Interrupts interrupts) {
        this.run = execution.run();
        this.held = execution.held();
        this.interrupts = interrupts;
        this.clock = execution.tools().clock();
        this.batcher = execution.tools().batcher();
        this.watchdog = new AttemptWatchdog(clock);
        this.extensions = execution.tools().extensions();
        this.executed = execution.executed();
    }

    /** Whether a body is open. */
    boolean isOpen() {
        return open;
    }

    /** @throws Unwinding when the run ended while the body was open: its outcome counts for nothing then */
    AttemptOutcome make(OpenStep step, int number, Callable<? extends @Nullable Object> body) {
        Attempt attempt = new Attempt(run, step.key(), number);
        StartedStep started = started(step, number);
        batcher.bodyOpened(started);
        AttemptOutcome outcome = enter(attempt, step.definition().timeout(), body);
        batcher.bodyClosed(started);
        run.checkpoint();
        return attempt.hasTimedOut() ? timedOut(step, outcome) : outcome;
    }

    private AttemptOutcome enter(
            Attempt attempt, @Nullable Duration timeout, Callable<? extends @Nullable Object> body) {
        Instant startedAt = clock.now();
        StepContext outer = StepContextHolder.get();
        StepContextHolder.set(attempt);
        open = true;
        interrupts.allow(attempt);
        WorkerClock.Timer watch = watchdog.watch(run, interrupts, attempt, timeout);
        LogContext context = LogContext.of(attempt.key().name(), attempt.attempt());
        try {
            Object result = extensions.call(executed, attempt.key().name(), attempt, body);
            return new AttemptOutcome.Returned(result, startedAt, clock.now());
        } catch (Throwable thrown) {
            return new AttemptOutcome.Threw(thrown, startedAt, clock.now());
        } finally {
            context.restore();
            watch.cancel();
            interrupts.forbid();
            open = false;
            StepContextHolder.set(outer);
        }
    }

    /** Whatever the body did when it was interrupted, the attempt has failed. */
    private static AttemptOutcome timedOut(OpenStep step, AttemptOutcome outcome) {
        Duration timeout = step.definition().timeout();
        TimeoutException failure =
                new TimeoutException("The attempt took longer than the step's timeout of " + timeout + ".");
        if (outcome instanceof AttemptOutcome.Threw threw) {
            failure.initCause(threw.failure());
        }
        return new AttemptOutcome.Threw(failure, outcome.startedAt(), outcome.finishedAt());
    }

    private StartedStep started(OpenStep step, int number) {
        Report.StepStarted report = new Report.StepStarted(
                run.runId(),
                run.claim().leaseToken(),
                step.key(),
                step.position(),
                step.kind(),
                step.input(),
                number,
                clock.now());
        return new StartedStep(run, held, report, clock.nanoTime());
    }
}
