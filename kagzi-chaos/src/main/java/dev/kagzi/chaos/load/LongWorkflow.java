package dev.kagzi.chaos.load;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

/** One step that is longer than two leases. */
@Workflow(name = LongWorkflow.NAME, backoff = "200ms", multiplier = 2, maxBackoff = "1s")
class LongWorkflow {

    static final String NAME = "chaos-long";
    static final String LINGER = "linger";

    private static final int MILLIS = 5_000;

    private final LedgerWriter ledger;

    LongWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    public String run(LoadPlan plan, WorkflowContext context) throws InterruptedException {
        return linger(ledger.entered(context.runId(), context.attempt()), plan);
    }

    @Step
    String linger(long execution, LoadPlan plan) throws InterruptedException {
        return new LedgerBody(ledger, execution, LINGER, 1).complete(MILLIS);
    }
}
