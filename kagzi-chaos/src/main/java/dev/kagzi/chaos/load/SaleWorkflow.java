package dev.kagzi.chaos.load;

import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reserves two goods one after the other and two at once, charges for them, waits a while and ships. Some are declined, some cannot be
 * shipped; others are cancelled or too late. What was done is undone then.
 */
@Workflow(name = SaleWorkflow.NAME, backoff = "200ms", multiplier = 2, maxBackoff = "1s")
class SaleWorkflow {

    static final String NAME = "chaos-sale";
    static final String RESERVE = "reserve";
    static final String CHARGE = "charge";
    static final String SHIP = "ship";
    static final String RELEASE = "release";
    static final String PAY_BACK = "pay-back";

    private final LedgerWriter ledger;

    SaleWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    public List<String> run(LoadPlan plan, WorkflowContext context) throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        List<String> results = new ArrayList<>();
        results.add(reserve(execution, plan));
        results.add(reserve(execution, plan));
        results.addAll(context.parallel(
                "goods", IntStream.range(0, 2).boxed().toList(), item -> reserveOne(execution, plan, item)));
        results.add(charge(execution, plan));
        // No line in the ledger: what is cancelled while it sleeps is undone at once.
        context.sleep("packing", plan.sleepsLong() ? "3s" : "300ms");
        results.add(ship(execution, plan));
        return results;
    }

    @Step(compensate = "release")
    String reserve(long execution, LoadPlan plan) throws InterruptedException {
        return LedgerBody.current(ledger, execution, RESERVE).complete(millis(plan, RESERVE));
    }

    @Step(noRetryFor = Declined.class, compensate = "payBack")
    String charge(long execution, LoadPlan plan) throws InterruptedException {
        LedgerBody body = LedgerBody.current(ledger, execution, CHARGE);
        if (plan.declined()) {
            throw new Declined(body.fail(millis(plan, CHARGE)));
        }
        return body.complete(millis(plan, CHARGE));
    }

    @Step(maxAttempts = 2)
    String ship(long execution, LoadPlan plan) throws InterruptedException {
        LedgerBody body = LedgerBody.current(ledger, execution, SHIP);
        if (plan.failsAtFirst()) {
            throw new Flaky(body.fail(millis(plan, SHIP)));
        }
        return body.complete(millis(plan, SHIP));
    }

    String release(long execution, LoadPlan plan, String reserved) throws InterruptedException {
        return LedgerBody.current(ledger, execution, RELEASE).undo(millis(plan, RELEASE), reserved);
    }

    /** Now and then it takes several attempts, and may need more than it has. */
    @Step(maxAttempts = 3)
    String payBack(long execution, LoadPlan plan, String charged) throws InterruptedException {
        LedgerBody body = LedgerBody.current(ledger, execution, PAY_BACK);
        if (StepContext.current().attempt() <= plan.flakyFailures()) {
            throw new Flaky(body.failToUndo(millis(plan, PAY_BACK), charged));
        }
        return body.undo(millis(plan, PAY_BACK), charged);
    }

    private String reserveOne(long execution, LoadPlan plan, int item) {
        try {
            return reserve(execution, new LoadPlan(plan.number() + item));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while working", e);
        }
    }

    private static int millis(LoadPlan plan, String step) {
        return plan.bodyMillis(step, 1, StepContext.current().attempt());
    }
}
