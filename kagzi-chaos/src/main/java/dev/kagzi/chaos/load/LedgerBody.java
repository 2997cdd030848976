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

    /** Works for {@code millis} and gives a result that no other execution of any body gives. */
    String complete(int millis) throws InterruptedException {
        StepContext context = start();
        work(context, millis);
        String result = step + ":" + occurrence + ":" + context.attempt() + ":" + UUID.randomUUID();
        end(context, "COMPLETED", result);
        return result;
    }

    /** Works for {@code millis} and gives the message of a failure that is like no other. */
    String fail(int millis) throws InterruptedException {
        StepContext context = start();
        work(context, millis);
        String message = step + ":" + occurrence + ":" + context.attempt() + ":failed:" + UUID.randomUUID();
        end(context, "FAILED", message);
        return message;
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
        String result = step + ":" + occurrence + ":" + context.attempt() + ":" + UUID.randomUUID();
        end(context, "COMPLETED", result);
        return result;
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
