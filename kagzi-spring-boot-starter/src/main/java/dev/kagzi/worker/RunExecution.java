package dev.kagzi.worker;

import dev.kagzi.NotInRunException;
import dev.kagzi.definition.StepDefinition;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.replay.Decision;
import dev.kagzi.replay.Replay;
import dev.kagzi.serialization.PayloadException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One execution of a run on one thread: every call of its code is decided by the replay, and answered or executed. */
final class RunExecution implements RunScope {

    private static final Logger log = LoggerFactory.getLogger(RunExecution.class);

    private final HeldRun run;
    private final WorkflowDefinition definition;
    private final Replay replay;
    private final ExecutionTools tools;
    private final RunReports reports;
    private final Waits waits;
    private final StepAttempts attempts;
    private final StepFailures failures = new StepFailures();
    private final StepExecution steps;
    private boolean entered;

    RunExecution(
            HeldRun run,
            WorkflowDefinition definition,
            Replay replay,
            RunReports reports,
            HeldRuns held,
            ExecutionTools tools) {
        this.run = run;
        this.definition = definition;
        this.replay = replay;
        this.tools = tools;
        this.reports = reports;
        this.waits = new Waits(run, reports, tools);
        this.attempts = new StepAttempts(run, held, tools);
        this.steps = new StepExecution(run, reports, waits, attempts, failures, tools);
    }

    HeldRun run() {
        return run;
    }

    @Override
    public WorkflowDefinition workflow() {
        return definition;
    }

    StepFailures failures() {
        return failures;
    }

    /** The difference, if any, when the code leaves now. */
    Optional<Decision.Mismatch> end() {
        return replay.end();
    }

    @Override
    public @Nullable Object step(
            StepDefinition step, Map<String, @Nullable Object> arguments, Callable<? extends @Nullable Object> body) {
        return step(step, () -> step.recordInput() ? input(step, arguments) : null, body);
    }

    /** @param input asked for only when the step is executed */
    @Nullable Object step(StepDefinition declared, Supplier<@Nullable Payload> input, Callable<? extends @Nullable Object> body) {
        return call("step '" + declared.name() + "'", () -> {
            OpenTransactionCheck.before("step '" + declared.name() + "'");
            Decision decision = next(declared.name(), StepKind.STEP);
            if (decision instanceof Decision.Recorded recorded) {
                return recorded(recorded.step(), declared.resultType());
            }
            Decision.Execute execute = executed(decision);
            OpenStep step =
                    new OpenStep(run.claim(), execute.key(), execute.position(), effective(declared), input.get());
            return steps.execute(step, execute.attempt(), body);
        });
    }

    /** A value that is recorded, so that every replay sees the same one. */
    <T> T value(String name, Class<T> type, Supplier<T> value) {
        return type.cast(call(name, () -> {
            Decision decision = next(name, StepKind.VALUE);
            if (decision instanceof Decision.Recorded recorded) {
                return recorded(recorded.step(), type);
            }
            Decision.Execute execute = executed(decision);
            Payload output = tools.mapper().write(value.get());
            reports.add(valueRecorded(execute, output));
            return tools.mapper().read(output, type);
        }));
    }

    /** @param duration time to sleep, or {@code null} to sleep until an instant */
    void sleep(String name, @Nullable Duration duration, @Nullable Instant until) {
        call("sleep '" + name + "'", () -> {
            OpenTransactionCheck.before("sleep '" + name + "'");
            Decision decision = next(name, StepKind.SLEEP);
            if (decision instanceof Decision.Recorded) {
                return null;
            }
            StepKey key = executed(decision).key();
            int position = ((Decision.Execute) decision).position();
            reports.add(new Report.SleepStarted(run.runId(), run.claim().leaseToken(), key, position, duration, until));
            return waits.pass(key, 0, expected(duration, until));
        });
    }

    Instant wallClock() {
        return tools.clock().now();
    }

    /** Best effort, and no part of the history. */
    void progress(@Nullable Object value) {
        call("progress", () -> {
            if (!replay.hasHistoryLeft(null)) {
                progressed(tools.mapper().write(value), null);
            }
            return null;
        });
    }

    /** Best effort, and no part of the history. */
    void tag(String name, String value) {
        call("tag '" + name + "'", () -> {
            progressed(null, Map.of(name, value));
            return null;
        });
    }

    /** Refuses every use outside the run's own code. */
    void requireOwnCode(String call) {
        if (CurrentRun.get() != this) {
            throw new NotInRunException("The " + call + " was called outside of run " + run.runId()
                    + ". A WorkflowContext belongs to the thread of its run: call it from the workflow's own code, not from other"
                    + " threads or parallel streams.");
        }
        if (attempts.isOpen()) {
            throw new NotInRunException("The " + call + " was called inside the body of a step of run " + run.runId()
                    + ". Call it from the workflow's own code, before or after the step.");
        }
    }

    @Override
    public boolean inStepBody() {
        if (attempts.isOpen()) {
            run.checkpoint();
        }
        return attempts.isOpen();
    }

    @Override
    public boolean enterWorkflow(Method method) {
        Method own = definition.method().method();
        boolean entry = !entered
                && own.getName().equals(method.getName())
                && Arrays.equals(own.getParameterTypes(), method.getParameterTypes());
        entered |= entry;
        return entry;
    }

    private <T extends @Nullable Object> T call(String what, Supplier<T> action) {
        requireOwnCode(what);
        run.interrupts().forbid();
        try {
            run.checkpoint();
            return action.get();
        } finally {
            run.interrupts().allow(null);
        }
    }

    private Decision next(String name, StepKind kind) {
        Decision decision = replay.next(null, name, kind);
        if (decision instanceof Decision.Mismatch mismatch) {
            log.debug("Mismatch in {}: {}", run, mismatch.message());
            throw run.unwind(Ending.needsAttention(run.claim(), Mismatches.failure(mismatch.message())));
        }
        return decision;
    }

    /** An open wait that the history has is older than this claim: the server wakes the run when it is over. */
    private Decision.Execute executed(Decision decision) {
        if (decision instanceof Decision.Execute execute) {
            return execute;
        }
        throw waits.letGo();
    }

    private @Nullable Object recorded(HistoryStep step, Type type) {
        if (step.status() == StepStatus.FAILED) {
            Failure failure =
                    step.failure() == null ? Failure.of("UNKNOWN", "No failure was recorded.") : step.failure();
            throw failures.rebuild(step.step(), failure, step.attempts());
        }
        try {
            return tools.mapper().read(step.output(), type);
        } catch (PayloadException e) {
            String message =
                    "The recorded result of step '" + step.step() + "' does not fit the code. " + e.getMessage();
            throw run.unwind(Ending.needsAttention(run.claim(), Mismatches.failure(message)));
        }
    }

    /** What a start asked for is the strongest. */
    private StepDefinition effective(StepDefinition declared) {
        Integer attemptsOfStart = run.claim().maxAttempts();
        return attemptsOfStart == null
                ? declared
                : new StepDefinition(
                        declared.name(),
                        declared.retry().withMaxAttempts(attemptsOfStart),
                        declared.timeout(),
                        declared.recordInput(),
                        declared.resultType(),
                        declared.settings());
    }

    private Duration expected(@Nullable Duration duration, @Nullable Instant until) {
        return duration != null || until == null
                ? (duration == null ? Duration.ZERO : duration)
                : Duration.between(tools.clock().now(), until);
    }

    private Report valueRecorded(Decision.Execute execute, Payload output) {
        Instant now = tools.clock().now();
        return new Report.StepCompleted(
                run.runId(),
                run.claim().leaseToken(),
                execute.key(),
                execute.position(),
                StepKind.VALUE,
                null,
                output,
                1,
                now,
                now);
    }

    private void progressed(@Nullable Payload progress, @Nullable Map<String, String> tags) {
        reports.add(new Report.Progressed(run.runId(), run.claim().leaseToken(), progress, tags));
    }

    /** Inputs are for people: one that cannot be written is left out and said so. */
    private @Nullable Payload input(StepDefinition step, Map<String, @Nullable Object> arguments) {
        return arguments.isEmpty() ? null : input(step.name(), arguments);
    }

    @Nullable Payload input(String step, @Nullable Object value) {
        try {
            return tools.mapper().write(value);
        } catch (PayloadException e) {
            log.debug("The input of step '{}' in {} is not recorded: {}", step, run, e.getMessage());
            return null;
        }
    }
}
