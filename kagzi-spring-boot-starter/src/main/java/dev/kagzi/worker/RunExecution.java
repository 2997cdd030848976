package dev.kagzi.worker;

import dev.kagzi.definition.StepDefinition;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.replay.Decision;
import dev.kagzi.replay.Replay;
import dev.kagzi.serialization.PayloadException;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Method;
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
    private final RunPayloads payloads;
    private final StepFailures failures = new StepFailures();
    private final StepAttempts attempts;
    private final StepExecution steps;
    private final CallGate gate;
    private final ReplayedCalls calls;
    private final ContextCalls context;
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
        this.payloads = new RunPayloads(run, tools.mapper());
        Waits waits = new Waits(run, reports, tools);
        this.attempts = new StepAttempts(run, held, tools);
        this.steps = new StepExecution(run, reports, waits, attempts, failures, tools);
        this.gate = new CallGate(run, this, attempts);
        this.calls = new ReplayedCalls(run, replay, failures, payloads);
        this.context = new ContextCalls(run, gate, calls, reports, waits, tools);
    }

    HeldRun run() {
        return run;
    }

    @Override
    public WorkflowDefinition workflow() {
        return definition;
    }

    ContextCalls context() {
        return context;
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
        boolean recorded = step.recordInput() && !arguments.isEmpty();
        return step(step, () -> recorded ? input(step.name(), arguments) : null, body);
    }

    /** @param input asked for only when the step is executed */
    @Nullable Object step(StepDefinition declared, Supplier<@Nullable Payload> input, Callable<? extends @Nullable Object> body) {
        String what = "step '" + declared.name() + "'";
        return gate.pass(what, () -> {
            OpenTransactionCheck.before(what);
            return calls.next(declared.name(), StepKind.STEP, declared.resultType(), call -> {
                OpenStep step = new OpenStep(
                        run.claim(),
                        call.key(),
                        call.position(),
                        effective(declared),
                        recorded(call.key(), input.get()));
                return steps.execute(step, call.attempt(), body);
            });
        });
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

    /** Inputs are for people: one that cannot be written is left out and said so. */
    @Nullable Payload input(String step, @Nullable Object value) {
        try {
            return tools.mapper().write(value);
        } catch (PayloadException e) {
            log.debug("The input of step '{}' in {} is not recorded: {}", step, run, e.getMessage());
            return null;
        }
    }

    private @Nullable Payload recorded(StepKey step, @Nullable Payload input) {
        return payloads.encodeForPeople(input, PayloadPlace.stepInput(run.runId(), step));
    }

    /** What a start asked for is the strongest. */
    private StepDefinition effective(StepDefinition declared) {
        Integer attemptsOfStart = run.claim().maxAttempts();
        return attemptsOfStart == null ? declared : declared.withMaxAttempts(attemptsOfStart);
    }
}
