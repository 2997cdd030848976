package dev.kagzi.worker;

import dev.kagzi.definition.StepDefinition;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.replay.BranchReplay;
import dev.kagzi.replay.Decision.Mismatch;
import dev.kagzi.serialization.PayloadPlace;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One pass over the code of a branch on one thread: every call is decided by the replay, and answered or executed. */
final class BranchExecution implements RunScope {

    private final RunExecution execution;
    private final HeldRun run;
    private final @Nullable Branch branch;
    private final boolean inline;
    private final BranchReplay replay;
    private final Interrupts interrupts;
    private final StepAttempts attempts;
    private final CallGate gate;
    private final ReplayedCalls calls;
    private final StepExecution steps;
    private final ContextCalls context;
    private final EventCalls events;
    private final ChildCalls children;
    private final ParallelCalls parallels;
    private @Nullable Pause pause;
    private boolean entered;

    /**
     * Made on the thread that executes it.
     *
     * @param branch {@code null} at the top
     * @param inline whether that is the thread of the branch it lies in
     */
    BranchExecution(RunExecution execution, @Nullable Branch branch, boolean inline) {
        this.execution = execution;
        this.run = execution.run();
        this.branch = branch;
        this.inline = inline;
        String path = branch == null ? null : branch.path();
        this.replay = run.history().use(known -> known.replay(path));
        this.interrupts = run.interrupts().enter();
        BranchReports reports =
                new BranchReports(run, execution.reports(), execution.tools().clock(), branch != null);
        Waits waits = new Waits(execution, this);
        this.attempts = new StepAttempts(execution, interrupts);
        this.gate = new CallGate(this, attempts, interrupts);
        this.calls = new ReplayedCalls(execution, replay, waits);
        this.steps = new StepExecution(execution, this, attempts, reports, waits);
        this.context = new ContextCalls(execution, gate, calls, reports, waits);
        this.events = new EventCalls(execution, gate, calls, reports, waits);
        this.children = new ChildCalls(execution, gate, calls, reports, waits);
        this.parallels = new ParallelCalls(execution, this, gate, calls, reports);
    }

    boolean isOf(RunExecution other) {
        return execution == other;
    }

    HeldRun run() {
        return run;
    }

    @Nullable Branch branch() {
        return branch;
    }

    boolean isTop() {
        return branch == null;
    }

    boolean isInline() {
        return inline;
    }

    ContextCalls context() {
        return context;
    }

    EventCalls events() {
        return events;
    }

    ChildCalls children() {
        return children;
    }

    ParallelCalls parallels() {
        return parallels;
    }

    /** Executes code of the application as that of this branch. */
    @Nullable Object execute(Code code) throws Throwable {
        RunScope outer = CurrentRun.bind(this);
        try {
            checkpoint();
            interrupts.allow(null);
            return code.execute();
        } finally {
            run.interrupts().leave(interrupts);
            CurrentRun.bind(outer);
        }
    }

    /** Executes the code of the branch until it ends or leaves. */
    PassEnd pass() {
        PassEnd.Ended end;
        try {
            Callable<? extends @Nullable Object> code =
                    Objects.requireNonNull(branch).code();
            end = new PassEnd.Ended(execute(code::call), null);
        } catch (Throwable thrown) {
            end = new PassEnd.Ended(null, thrown);
        }
        if (run.hasEnded()) {
            return new PassEnd.Stopped();
        }
        if (pause != null) {
            return new PassEnd.Paused(pause);
        }
        Optional<Mismatch> mismatch = leftover();
        if (mismatch.isPresent()) {
            run.unwind(Ending.needsAttention(
                    run.claim(), Mismatches.failure(mismatch.get().message(), end.failure())));
            return new PassEnd.Stopped();
        }
        return end;
    }

    /** The difference, if any, when the code leaves now. */
    Optional<Mismatch> leftover() {
        return run.history().use(known -> replay.end());
    }

    /** Lets the caller go on only while the execution goes on, of the run and of this branch. */
    void checkpoint() {
        run.checkpoint();
        if (pause != null) {
            throw new Unwinding("it waits");
        }
    }

    /** From now on no call goes through; the caller throws what is returned. */
    Unwinding leave(Pause why) {
        if (isTop()) {
            return run.unwind(why.ending(run.claim()));
        }
        pause = why;
        return new Unwinding("it waits");
    }

    @Override
    public WorkflowDefinition workflow() {
        return execution.workflow();
    }

    @Override
    public @Nullable Object step(
            StepDefinition step, Map<String, @Nullable Object> arguments, Callable<? extends @Nullable Object> body) {
        boolean recorded = step.recordInput() && !arguments.isEmpty();
        return step(step, () -> recorded ? execution.input(step.name(), arguments) : null, body);
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
                        execution.effective(declared),
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
        Method own = execution.workflow().method().method();
        boolean entry = isTop()
                && !entered
                && own.getName().equals(method.getName())
                && Arrays.equals(own.getParameterTypes(), method.getParameterTypes());
        entered |= entry;
        return entry;
    }

    private @Nullable Payload recorded(StepKey step, @Nullable Payload input) {
        return execution.payloads().encodeForPeople(input, PayloadPlace.stepInput(run.runId(), step));
    }

    /** Code of the application. */
    @FunctionalInterface
    interface Code {

        @Nullable Object execute() throws Throwable;
    }
}
