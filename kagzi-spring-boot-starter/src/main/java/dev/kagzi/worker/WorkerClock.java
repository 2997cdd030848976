package dev.kagzi.worker;

import java.time.Duration;
import java.time.Instant;

/** The worker's time: leases and pauses are measured on a monotonic clock, what people see is wall-clock time. */
interface WorkerClock {

    /** Monotonic nanoseconds, with an arbitrary origin. */
    long nanoTime();

    /** Wall-clock time. */
    Instant now();

    /** Runs {@code task} once {@code delay} has passed. The task must not block. */
    Timer after(Duration delay, Runnable task);

    /** Ends all timers. */
    void close();

    /** A task that has not run yet. */
    interface Timer {

        /** Takes it back; without effect when it has run. */
        void cancel();
    }
}
