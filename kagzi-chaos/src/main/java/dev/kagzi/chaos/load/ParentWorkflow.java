package dev.kagzi.chaos.load;

import dev.kagzi.ChildFailedException;
import dev.kagzi.ChildRun;
import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

/** Starts children: one it waits for at once, two it asks later, one of which may fail, and two it never asks. */
@Workflow(name = ParentWorkflow.NAME, backoff = "200ms", multiplier = 2, maxBackoff = "1s")
class ParentWorkflow {

    static final String NAME = "chaos-parent";
    static final String CONCLUDE = "conclude";

    private final LedgerWriter ledger;

    ParentWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    public String run(LoadPlan plan, WorkflowContext context) throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        String first = context.call(QuickWorkflow.NAME, plan, String.class);
        ChildRun<LoadOutcome> tenSteps = context.start(LoadWorkflow.NAME, plan, LoadOutcome.class);
        ChildRun<String> branches = context.start(BranchesWorkflow.NAME, plan, String.class);
        context.start(QuickWorkflow.NAME, plan, String.class);
        context.start(SaleWorkflow.NAME, plan, Object.class);
        String last = first + " " + outcome(tenSteps) + " " + branches.result();
        return conclude(execution, plan) + " " + last;
    }

    @Step
    String conclude(long execution, LoadPlan plan) throws InterruptedException {
        return new LedgerBody(ledger, execution, CONCLUDE, 1).complete(5 + (int) (plan.number() & 63));
    }

    private static String outcome(ChildRun<LoadOutcome> child) {
        try {
            return child.result().token().toString();
        } catch (ChildFailedException e) {
            return e.type();
        }
    }
}
