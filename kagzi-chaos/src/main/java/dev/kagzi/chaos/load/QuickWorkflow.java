package dev.kagzi.chaos.load;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

/** Two short steps: the other workflow of the same worker. */
@Workflow(name = QuickWorkflow.NAME)
class QuickWorkflow {

    static final String NAME = "chaos-quick";
    static final String TOUCH = "touch";

    private final LedgerWriter ledger;

    QuickWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    public String run(LoadPlan plan, WorkflowContext context) throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        return touch(execution, plan, 1) + " " + touch(execution, plan, 2);
    }

    @Step
    String touch(long execution, LoadPlan plan, int occurrence) throws InterruptedException {
        return new LedgerBody(ledger, execution, TOUCH, occurrence).complete(5 + (int) (plan.number() & 63));
    }
}
