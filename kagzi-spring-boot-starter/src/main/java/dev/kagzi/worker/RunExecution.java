package dev.kagzi.worker;

import dev.kagzi.NotInRunException;
import dev.kagzi.definition.StepDefinition;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Payload;
import dev.kagzi.replay.Decision;
import dev.kagzi.serialization.PayloadException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One execution of a run: what its branches share. Made on the thread of the run, which executes the top. */
final class RunExecution {

    private static final Logger log = LoggerFactory.getLogger(RunExecution.class);

    private final HeldRun run;
    private final WorkflowDefinition definition;
    private final RunReports reports;
    private final HeldRuns held;
    private final ExecutionTools tools;
    private final ExecutedRun executed;
    private final UnaryOperator<Runnable> carried;
    private final RunPayloads payloads;
    private final StepFailures failures = new StepFailures();
    private final Compensations compensations = new Compensations();
    private final Changes changes = new Changes(this);
    private final Holding holding;
    private final Branches branches;
    private final BranchExecution top;

    RunExecution(HeldRun run, WorkflowDefinition definition, RunReports reports, HeldRuns held, ExecutionTools tools) {
        this.run = run;
        this.definition = definition;
        this.reports = reports;
        this.held = held;
        this.tools = tools;
        this.executed = ExecutedRun.of(tools.namespace(), run.claim());
        this.carried = tools.extensions().carriedByBranches();
        this.payloads = new RunPayloads(run, tools.mapper());
        this.holding = new Holding(run, reports, tools);
        this.branches = new Branches(this, this::pass);
        this.top = BranchExecution.ofTop(this);
    }

    HeldRun run() {
        return run;
    }

    ExecutedRun executed() {
        return executed;
    }

    WorkflowDefinition workflow() {
        return definition;
    }

    RunReports reports() {
        return reports;
    }

    HeldRuns held() {
        return held;
    }

    ExecutionTools tools() {
        return tools;
    }

    RunPayloads payloads() {
        return payloads;
    }

    StepFailures failures() {
        return failures;
    }

    /** Whether its code is only replayed, to find what is to be undone. */
    boolean isBeingUndone() {
        return run.claim().ending() != null;
    }

    Compensations compensations() {
        return compensations;
    }

    Changes changes() {
        return changes;
    }

    Holding holding() {
        return holding;
    }

    Branches branches() {
        return branches;
    }

    BranchExecution top() {
        return top;
    }

    /**
     * The branch that the calling thread executes.
     *
     * @param what is called, for messages
     * @throws NotInRunException where none of this run is executed
     */
    BranchExecution current(String what) {
        if (CurrentRun.get() instanceof BranchExecution branch && branch.isOf(this)) {
            return branch;
        }
        throw new NotInRunException("The " + what + " was called outside of run " + run.runId()
                + ". A WorkflowContext belongs to the threads of its run: call it from the workflow's own code or that of its"
                + " branches (ctx.parallel), not from other threads or parallel streams.");
    }

    /** The difference, if any, when the run ends now: in the top, or in branches that have not been called. */
    Optional<Decision.Mismatch> end() {
        return top.leftover().or(() -> run.history().use(known -> known.end()));
    }

    /** What a start asked for is the strongest. */
    StepDefinition effective(StepDefinition declared) {
        Integer attemptsOfStart = run.claim().maxAttempts();
        return attemptsOfStart == null ? declared : declared.withMaxAttempts(attemptsOfStart);
    }

    /** What a step was given, for people to see. */
    @Nullable Payload input(String step, @Nullable Object value) {
        return forPeople("input", step, value);
    }

    /** What is only for people to see is left out and said so when it cannot be written. */
    @Nullable Payload forPeople(String what, String step, @Nullable Object value) {
        try {
            return tools.mapper().write(value);
        } catch (PayloadException e) {
            log.debug("The {} of step '{}' in {} is not recorded: {}", what, step, run, e.getMessage());
            return null;
        }
    }

    /** Executes a branch on the calling thread, which is its own, until it ends or leaves. */
    private PassEnd pass(Branch branch) {
        LogContext context = LogContext.of(executed);
        PassEnd[] end = {new PassEnd.Stopped()};
        try {
            carried.apply(() -> end[0] = BranchExecution.of(this, branch).pass())
                    .run();
        } finally {
            context.restore();
        }
        return end[0];
    }
}
