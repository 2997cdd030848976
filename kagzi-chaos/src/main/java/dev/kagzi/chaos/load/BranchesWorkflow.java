package dev.kagzi.chaos.load;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.List;
import java.util.stream.IntStream;

/** Branches with a step, a short sleep and another step each, and a step when all of them have ended. */
@Workflow(name = BranchesWorkflow.NAME, backoff = "200ms", multiplier = 2, maxBackoff = "1s")
class BranchesWorkflow {

    static final String NAME = "chaos-branches";
    static final String BEGIN = "begin";
    static final String FINISH = "finish";
    static final String GATHER = "gather";

    private static final int BRANCHES = 4;

    private final LedgerWriter ledger;

    BranchesWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    public String run(LoadPlan plan, WorkflowContext context) throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        List<Integer> items = IntStream.range(0, BRANCHES).boxed().toList();
        List<String> parts = context.parallel("parts", items, item -> {
            LoadPlan part = new LoadPlan(plan.number() + item);
            String begun = begin(execution, part);
            // No line in the ledger: while one branch sleeps the bodies of others run.
            context.sleep("rest", 50 + 200 * item + "ms");
            return begun + " " + finish(execution, part);
        });
        return gather(execution, plan) + " " + parts;
    }

    @Step
    String begin(long execution, LoadPlan plan) {
        return complete(execution, BEGIN, plan);
    }

    @Step
    String finish(long execution, LoadPlan plan) {
        return complete(execution, FINISH, plan);
    }

    @Step
    String gather(long execution, LoadPlan plan) {
        return complete(execution, GATHER, plan);
    }

    private String complete(long execution, String step, LoadPlan plan) {
        try {
            return new LedgerBody(ledger, execution, step, 1)
                    .complete(plan.bodyMillis(step, 1, StepContext.current().attempt()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while working", e);
        }
    }
}
