package dev.kagzi.chaos.load;

import dev.kagzi.StepContext;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The body of every step: writes its start, works, writes its end.
 *
 * @param execution pass through the workflow method, as the ledger counts them
 */
record LedgerBody(LedgerWriter ledger, long execution, String step, int occurrence) {

    private static final String INTERRUPTED = "INTERRUPTED";

    /** The body of the step that the calling thread is in. */
    static LedgerBody current(LedgerWriter ledger, long execution, String step) {
        String key = StepContext.current().idempotencyKey();
        return new LedgerBody(ledger, execution, step, Integer.parseInt(key.substring(key.lastIndexOf('#') + 1)));
    }

    /** Works for {@code millis} and gives a result that no other execution of any body gives. */
    String complete(int millis) throws InterruptedException {
        StepContext context = start();
        work(context, millis);
        return completed(context, result(context));
    }

    /** As {@link #complete}, with a result that says also which result it has undone. */
    String undo(int millis, String done) throws InterruptedException {
        StepContext context = start();
        work(context, millis);
        return completed(context, result(context) + ":undoes:" + done);
    }

    /** Works for {@code millis} and gives the message of a failure that is like no other. */
    String fail(int millis) throws InterruptedException {
        StepContext context = start();
        work(context, millis);
        return failed(context, failure(context));
    }

    /** As {@link #fail}, with a message that says also which result it should have undone. */
    String failToUndo(int millis, String done) throws InterruptedException {
        StepContext context = start();
        work(context, millis);
        return failed(context, failure(context) + ":undoes:" + done);
    }

    /** As {@link #complete}, but an interrupt does not stop it and is lost. */
    String completeStubbornly(int millis) {
        StepContext context = start();
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < endNanos) {
            try {
                TimeUnit.NANOSECONDS.sleep(endNanos - System.nanoTime());
            } catch (InterruptedException e) {
                continue;
            }
        }
        return completed(context, result(context));
    }

    private String result(StepContext context) {
        return step + ":" + occurrence + ":" + context.attempt() + ":" + UUID.randomUUID();
    }

    private String failure(StepContext context) {
        return step + ":" + occurrence + ":" + context.attempt() + ":failed:" + UUID.randomUUID();
    }

    private String completed(StepContext context, String result) {
        end(context, "COMPLETED", result);
        return result;
    }

    private String failed(StepContext context, String message) {
        end(context, "FAILED", message);
        return message;
    }

    private StepContext start() {
        StepContext context = StepContext.current();
        ledger.write("START", execution, step, occurrence, context.attempt(), context.idempotencyKey());
        return context;
    }

    private void work(StepContext context, int millis) throws InterruptedException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            end(context, INTERRUPTED, "-");
            throw e;
        }
    }

    private void end(StepContext context, String outcome, String value) {
        ledger.write("END", execution, step, occurrence, context.attempt(), context.idempotencyKey(), outcome, value);
    }
}
