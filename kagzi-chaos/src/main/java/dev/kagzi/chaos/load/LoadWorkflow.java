package dev.kagzi.chaos.load;

import dev.kagzi.Retry;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.StepFailedException;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Ten steps with what breaks engines: equal names in a loop, retries, short and long sleeps, a caught
 * failure, a step in a finally, a deaf body.
 */
@Workflow(name = LoadWorkflow.NAME, backoff = "200ms", multiplier = 2, maxBackoff = "1s")
class LoadWorkflow {

    static final String NAME = "chaos-load";
    static final String WORK = "work";
    static final String FLAKY = "flaky";
    static final String IN_CODE = "in-code";
    static final String TIDY = "tidy";
    static final String PAY = "pay";
    static final String REFUND = "refund";
    static final String STUBBORN = "stubborn";
    static final String SETTLE = "settle";

    private final LedgerWriter ledger;

    LoadWorkflow(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    public LoadOutcome run(LoadPlan plan, WorkflowContext context) throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        UUID token = context.randomUuid();
        Instant begunAt = context.now();
        List<String> results = new ArrayList<>();
        for (int occurrence = 1; occurrence <= 3; occurrence++) {
            results.add(work(execution, plan, occurrence));
        }
        sleep(context, execution, 1, 100);
        results.add(flaky(execution, plan));
        for (int occurrence = 4; occurrence <= 5; occurrence++) {
            results.add(work(execution, plan, occurrence));
        }
        results.add(context.step(IN_CODE)
                .retry(Retry.linear(3, "100ms"))
                .returns(String.class)
                .run(() ->
                        body(execution, IN_CODE, 1).complete(plan.outlastsLease() ? 3_000 : millis(plan, IN_CODE, 1))));
        if (plan.sleepsLong()) {
            try {
                sleep(context, execution, 2, 3_000);
            } finally {
                results.add(tidy(execution, plan));
            }
        }
        results.add(payOrRefund(execution, plan));
        results.add(stubborn(execution, plan));
        results.add(settle(execution, plan, context.attempt()));
        return new LoadOutcome(token, begunAt, results);
    }

    @Step
    String work(long execution, LoadPlan plan, int occurrence) throws InterruptedException {
        return body(execution, WORK, occurrence).complete(millis(plan, WORK, occurrence));
    }

    @Step(maxAttempts = 4)
    String flaky(long execution, LoadPlan plan) throws InterruptedException {
        LedgerBody body = body(execution, FLAKY, 1);
        if (StepContext.current().attempt() <= plan.flakyFailures()) {
            throw new Flaky(body.fail(millis(plan, FLAKY, 1)));
        }
        return body.complete(millis(plan, FLAKY, 1));
    }

    /** Stands in a {@code finally} around a sleep, which unwinds the thread: it runs after the sleep and not before. */
    @Step
    String tidy(long execution, LoadPlan plan) throws InterruptedException {
        return body(execution, TIDY, 1).complete(millis(plan, TIDY, 1));
    }

    @Step(noRetryFor = Declined.class)
    String pay(long execution, LoadPlan plan) throws InterruptedException {
        LedgerBody body = body(execution, PAY, 1);
        if (plan.declined()) {
            throw new Declined(body.fail(millis(plan, PAY, 1)));
        }
        return body.complete(millis(plan, PAY, 1));
    }

    @Step
    String refund(long execution, LoadPlan plan) throws InterruptedException {
        return body(execution, REFUND, 1).complete(millis(plan, REFUND, 1));
    }

    @Step
    String stubborn(long execution, LoadPlan plan) {
        return body(execution, STUBBORN, 1).completeStubbornly(plan.stubborn() ? 1_500 : 5);
    }

    @Step(maxAttempts = 2)
    String settle(long execution, LoadPlan plan, int runAttempt) throws InterruptedException {
        LedgerBody body = body(execution, SETTLE, 1);
        if (runAttempt == 1 && plan.failsAtFirst()) {
            throw new Flaky(body.fail(millis(plan, SETTLE, 1)));
        }
        return body.complete(millis(plan, SETTLE, 1));
    }

    private String payOrRefund(long execution, LoadPlan plan) throws InterruptedException {
        try {
            return pay(execution, plan);
        } catch (StepFailedException e) {
            if (!e.is(Declined.class)) {
                throw e;
            }
            return refund(execution, plan);
        }
    }

    private void sleep(WorkflowContext context, long execution, int occurrence, int millis) {
        ledger.write("SLEEP", execution, "nap", occurrence, millis);
        context.sleep("nap", millis + "ms");
        ledger.write("WOKE", execution, "nap", occurrence);
    }

    private LedgerBody body(long execution, String step, int occurrence) {
        return new LedgerBody(ledger, execution, step, occurrence);
    }

    private static int millis(LoadPlan plan, String step, int occurrence) {
        return plan.bodyMillis(step, occurrence, StepContext.current().attempt());
    }
}
