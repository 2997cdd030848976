package dev.kagzi.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers and leases by the clock of the JVM, with one thread for all timers; wall-clock time is given. */
final class SystemWorkerClock implements WorkerClock {

    private final InstantSource wall;
    private final ScheduledThreadPoolExecutor timers;

    SystemWorkerClock(InstantSource wall) {
        this.wall = wall;
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
        return wall.instant();
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
