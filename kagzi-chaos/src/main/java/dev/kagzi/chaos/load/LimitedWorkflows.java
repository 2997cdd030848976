package dev.kagzi.chaos.load;

import dev.kagzi.OnLimit;
import dev.kagzi.Step;
import dev.kagzi.StepContext;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import org.springframework.stereotype.Component;

/** Workflows that do the same under different limits: stay for a moment, with or without a way outside, and stay once more. */
@Component
class LimitedWorkflows {

    static final String ONE = "chaos-limit-1";
    static final String TWO = "chaos-limit-2";
    static final String FIVE = "chaos-limit-5";
    static final String FIFTY = "chaos-limit-50";
    static final String NEWEST = "chaos-limit-newest";
    static final String ONLY = "chaos-limit-only";
    static final String CHANGED = "chaos-limit-changed";
    static final String LATER = "chaos-limit-later";
    static final String THROTTLED = "chaos-limit-throttled";

    static final String STAY = "stay";
    static final String THROTTLE = "4/2s";
    static final String KEY = "key";

    /** Fifty at once need that many that take their time. */
    private static final int LONGER = 8;

    private final LedgerWriter ledger;

    LimitedWorkflows(LedgerWriter ledger) {
        this.ledger = ledger;
    }

    @Workflow(name = ONE, concurrency = 1, concurrencyKey = KEY, backoff = "200ms", maxBackoff = "1s")
    public String visitOne(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(ONE, visit, context, 1);
    }

    @Workflow(name = TWO, concurrency = 2, concurrencyKey = KEY, backoff = "200ms", maxBackoff = "1s")
    public String visitTwo(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(TWO, visit, context, 1);
    }

    @Workflow(name = FIVE, concurrency = 5, concurrencyKey = KEY, backoff = "200ms", maxBackoff = "1s")
    public String visitFive(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(FIVE, visit, context, 1);
    }

    /** No key: the limit is the workflow's. */
    @Workflow(name = FIFTY, concurrency = 50, backoff = "200ms", maxBackoff = "1s")
    public String visitFifty(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(FIFTY, visit, context, LONGER);
    }

    @Workflow(
            name = NEWEST,
            concurrency = 1,
            concurrencyKey = KEY,
            onLimit = OnLimit.CANCEL_RUNNING,
            backoff = "200ms",
            maxBackoff = "1s")
    public String visitNewest(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(NEWEST, visit, context, 1);
    }

    /** Starts are refused while one is under way. */
    @Workflow(
            name = ONLY,
            concurrency = 1,
            concurrencyKey = KEY,
            onLimit = OnLimit.REJECT,
            backoff = "200ms",
            maxBackoff = "1s")
    public String visitOnly(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(ONLY, visit, context, 1);
    }

    /** Its limit is changed at run time. */
    @Workflow(name = CHANGED, concurrency = 4, concurrencyKey = KEY, backoff = "200ms", maxBackoff = "1s")
    public String visitChanged(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(CHANGED, visit, context, 1);
    }

    /** Declares no limit: it gets one, and loses it, at run time. */
    @Workflow(name = LATER, backoff = "200ms", maxBackoff = "1s")
    public String visitLater(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(LATER, visit, context, 1);
    }

    @Workflow(name = THROTTLED, throttle = THROTTLE, concurrencyKey = KEY, backoff = "200ms", maxBackoff = "1s")
    public String visitThrottled(Visit visit, WorkflowContext context) throws InterruptedException {
        return visit(THROTTLED, visit, context, 1);
    }

    private String visit(String workflow, Visit visit, WorkflowContext context, int factor)
            throws InterruptedException {
        long execution = ledger.entered(context.runId(), context.attempt());
        String first = stay(execution, visit, 1, factor);
        // No line in the ledger: a run that is cancelled in its sleep does not wake.
        if (visit.returns()) {
            context.sleep("away", "2500ms");
        } else if (visit.rests()) {
            context.sleep("rest", "100ms");
        } else if (visit.sendsChild()) {
            context.call(workflow, visit.ofChild(), String.class);
        } else {
            return first;
        }
        return first + " " + stay(execution, visit, 2, factor);
    }

    @Step
    String stay(long execution, Visit visit, int occurrence, int factor) throws InterruptedException {
        LedgerBody body = LedgerBody.current(ledger, execution, STAY);
        int millis = factor * visit.millis(occurrence);
        if (visit.fails() && StepContext.current().attempt() == 1) {
            throw new Flaky(body.fail(millis));
        }
        return body.complete(millis);
    }
}
