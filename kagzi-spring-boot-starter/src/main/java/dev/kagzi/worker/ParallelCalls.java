package dev.kagzi.worker;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.replay.Decision;
import dev.kagzi.serialization.PayloadPlace;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Branches that code of a branch, or of the top, begins. */
final class ParallelCalls {

    static final int MAX_DEPTH = 5;
    static final int MAX_WIDTH = 10_000;

    private final RunExecution execution;
    private final BranchExecution branch;
    private final CallGate gate;
    private final ReplayedCalls calls;
    private final BranchReports reports;

    ParallelCalls(
            RunExecution execution, BranchExecution branch, CallGate gate, ReplayedCalls calls, BranchReports reports) {
        this.execution = execution;
        this.branch = branch;
        this.gate = gate;
        this.calls = calls;
        this.reports = reports;
    }

    /**
     * The results, in the order of the code.
     *
     * @param name has been checked
     */
    List<@Nullable Object> run(String name, List<? extends Callable<? extends @Nullable Object>> code) {
        String what = "parallel '" + name + "'";
        return gate.pass(what, () -> {
            OpenTransactionCheck.before(what);
            requireBounds(what, code.size());
            StepKey marker = begin(name, code.size());
            return code.isEmpty()
                    ? List.<@Nullable Object>of()
                    : ended(marker, code).results();
        });
    }

    /** At the top the thread directs the branches; any other leaves meanwhile, lest threads wait for threads. */
    private Parallel ended(StepKey marker, List<? extends Callable<? extends @Nullable Object>> code) {
        Parallel parallel = new Parallel(marker, branch.branch(), code);
        if (branch.isTop()) {
            execution.branches().execute(parallel);
        } else if (branch.isInline() || execution.branches().haveEnded(marker)) {
            parallel.branches().forEach(this::executeInline);
        } else {
            throw branch.leave(new Pause.ForBranches(parallel));
        }
        return parallel;
    }

    /** All that such a branch does has a history: results are given anew to each pass, which may change them. */
    private void executeInline(Branch inner) {
        PassEnd end = BranchExecution.inline(execution, inner).pass();
        if (end instanceof PassEnd.Paused paused) {
            throw branch.leave(paused.why());
        }
        branch.checkpoint();
        inner.end((PassEnd.Ended) end);
    }

    /** Records how many there are before the first one begins: a changed number is found before anything is executed. */
    private StepKey begin(String name, int width) {
        Decision decision = calls.decide(name, StepKind.MARKER);
        if (decision instanceof Decision.Execute call) {
            Payload output = execution.tools().mapper().write(width);
            PayloadPlace place = PayloadPlace.stepOutput(execution.run().runId(), call.key());
            reports.add(call, StepKind.MARKER, execution.payloads().encode(output, place));
            return call.key();
        }
        HistoryStep step = ReplayedCalls.stepOf(decision);
        Object recorded = calls.outcome(step, Integer.class);
        if (!Objects.equals(recorded, width)) {
            throw calls.needsAttention("The history has '" + step.step() + "' at position " + step.position() + " with "
                    + recorded + " branches, but the code begins " + width + ".");
        }
        return step.step();
    }

    private void requireBounds(String what, int width) {
        if (width > MAX_WIDTH) {
            throw new IllegalArgumentException("The " + what + " has " + width + " branches; at most " + MAX_WIDTH
                    + " are possible. Start child runs (ctx.start) for parts of them.");
        }
        Branch outer = branch.branch();
        if (outer != null && outer.depth() >= MAX_DEPTH) {
            throw new IllegalArgumentException("The " + what + " would lie in " + outer.depth()
                    + " branches, one in the other; at most " + MAX_DEPTH
                    + " levels are possible. Start child runs (ctx.start) in place of the innermost.");
        }
    }
}
