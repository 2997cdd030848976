package dev.kagzi.chaos.nemesis;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for other processes, which no latch reaches. */
final class Pause {

    private static final long STEP_MILLIS = 50;

    private Pause() {}

    static void millis(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }

    /** Waits until it is so; false when it was not within {@code millis}. */
    static boolean until(long millis, BooleanSupplier so) {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!so.getAsBoolean()) {
            if (System.nanoTime() > endNanos) {
                return false;
            }
            millis(STEP_MILLIS);
        }
        return true;
    }
}
