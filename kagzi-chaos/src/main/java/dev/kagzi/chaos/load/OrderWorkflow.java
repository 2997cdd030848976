package dev.kagzi.chaos.load;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;

/** Started by an event, emits one itself. */
@Workflow(name = OrderWorkflow.NAME, on = OrderWorkflow.EVENT, backoff = "200ms", multiplier = 2, maxBackoff = "1s")
class OrderWorkflow {

    static final String NAME = "chaos-order";
    static final String EVENT = "chaos-ordered";
    static final String EMITTED = "chaos-shipped";
    static final String PACK = "pack";

    private final LedgerWriter ledger;

    OrderWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    public String run(LoadPlan plan, WorkflowContext context) throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        String packed = pack(execution, plan, 1);
        context.emit(EMITTED, Long.toString(plan.number()), plan);
        return packed + " " + pack(execution, plan, 2);
    }

    @Step
    String pack(long execution, LoadPlan plan, int occurrence) throws InterruptedException {
        return new LedgerBody(ledger, execution, PACK, occurrence).complete(5 + (int) (plan.number() & 63));
    }
}
