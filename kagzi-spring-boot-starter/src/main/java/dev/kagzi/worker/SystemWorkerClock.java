package dev.kagzi.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock of the JVM, with one thread for all timers. */
final class SystemWorkerClock implements WorkerClock {

    private final Clock clock;
    private final ScheduledThreadPoolExecutor timers;

    SystemWorkerClock(Clock clock) {
        this.clock = clock;
        this.timers = new ScheduledThreadPoolExecutor(1, WorkerThreads.daemons("kagzi-timer-"));
        this.timers.setRemoveOnCancelPolicy(true);
        this.timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        if (timers.isShutdown()) {
            return () -> {};
        }
        ScheduledFuture<?> scheduled = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }
}
