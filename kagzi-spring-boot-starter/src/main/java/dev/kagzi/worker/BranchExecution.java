package dev.kagzi.worker;

import dev.kagzi.definition.StepDefinition;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.replay.BranchReplay;
import dev.kagzi.replay.Decision.Mismatch;
import dev.kagzi.replay.History;
import dev.kagzi.serialization.PayloadPlace;
import dev.kagzi.worker.CalledStep.Undoing;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
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
    private final Role role;
    private final boolean onlyReplays;
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
     * @param branch {@code null} at the top, and for compensations
     */
    private BranchExecution(RunExecution execution, @Nullable Branch branch, Role role) {
        this.execution = execution;
        this.run = execution.run();
        this.branch = branch;
        this.role = role;
        this.onlyReplays = execution.isBeingUndone() && role != Role.COMPENSATIONS;
        String path = branch == null ? role.path : branch.path();
        this.replay = run.history().use(known -> known.replay(path));
        this.interrupts = run.interrupts().enter();
        BranchReports reports =
                new BranchReports(run, execution.reports(), execution.tools().clock(), branch != null);
        Waits waits = new Waits(execution, this);
        this.attempts = new StepAttempts(execution, interrupts);
        this.gate = new CallGate(this, attempts, interrupts);
        this.calls = new ReplayedCalls(execution, replay, waits, onlyReplays);
        this.steps = new StepExecution(execution, this, attempts, reports, waits);
        this.context = new ContextCalls(execution, gate, calls, reports, waits);
        this.events = new EventCalls(execution, gate, calls, reports, waits);
        this.children = new ChildCalls(execution, gate, calls, reports, waits);
        this.parallels = new ParallelCalls(execution, this, gate, calls, reports);
    }

    static BranchExecution ofTop(RunExecution execution) {
        return new BranchExecution(execution, null, Role.OWN_THREAD);
    }

    static BranchExecution of(RunExecution execution, Branch branch) {
        return new BranchExecution(execution, branch, Role.OWN_THREAD);
    }

    /** On the thread of the branch it lies in. */
    static BranchExecution inline(RunExecution execution, Branch branch) {
        return new BranchExecution(execution, branch, Role.INLINE);
    }

    /** They are like a top of their own. */
    static BranchExecution ofCompensations(RunExecution execution) {
        return new BranchExecution(execution, null, Role.COMPENSATIONS);
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
        return role == Role.INLINE;
    }

    /** Whether nothing but what is recorded goes on: the run is being undone. */
    boolean onlyReplays() {
        return onlyReplays;
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
        if (isTop() && !onlyReplays) {
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
    public @Nullable Object step(CalledStep called) {
        return onlyReplays && called.undoing() != null
                ? replayed(called, called.undoing())
                : step(called.definition(), input(called), called.body());
    }

    /** What the step has done is to be undone. */
    private @Nullable Object replayed(CalledStep called, Undoing undoing) {
        StepDefinition step = called.definition();
        return gate.pass("step '" + step.name() + "'", () -> {
            HistoryStep recorded = calls.recorded(step.name(), StepKind.STEP);
            Object result = calls.outcome(recorded, step.resultType());
            execution.compensations().add(recorded, undoing.after(result));
            return result;
        });
    }

    /** Undoes a step, unless an earlier execution has. */
    void compensate(CalledStep called) {
        step(StepKind.COMPENSATION, called.definition(), input(called), called.body());
    }

    private Supplier<@Nullable Payload> input(CalledStep called) {
        boolean recorded =
                called.definition().recordInput() && !called.arguments().isEmpty();
        return () -> recorded ? execution.input(called.definition().name(), called.arguments()) : null;
    }

    /** @param input asked for only when the step is executed */
    @Nullable Object step(StepDefinition declared, Supplier<@Nullable Payload> input, Callable<? extends @Nullable Object> body) {
        return step(StepKind.STEP, declared, input, body);
    }

    private @Nullable Object step(
            StepKind kind,
            StepDefinition declared,
            Supplier<@Nullable Payload> input,
            Callable<? extends @Nullable Object> body) {
        String what = "step '" + declared.name() + "'";
        return gate.pass(what, () -> {
            OpenTransactionCheck.before(what);
            return calls.next(declared.name(), kind, resultType(kind, declared), call -> {
                OpenStep step = new OpenStep(
                        run.claim(),
                        call.key(),
                        call.position(),
                        kind,
                        execution.effective(declared),
                        recorded(call.key(), input.get()));
                return steps.execute(step, call.attempt(), body);
            });
        });
    }

    /** What a compensation returned is never read again. */
    private static Type resultType(StepKind kind, StepDefinition declared) {
        return kind == StepKind.COMPENSATION ? void.class : declared.resultType();
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

    /** What is executed, and where. */
    private enum Role {
        OWN_THREAD(null),
        INLINE(null),
        COMPENSATIONS(History.COMPENSATIONS);

        private final @Nullable String path;

        Role(@Nullable String path) {
            this.path = path;
        }
    }

    /** Code of the application. */
    @FunctionalInterface
    interface Code {

        @Nullable Object execute() throws Throwable;
    }
}
