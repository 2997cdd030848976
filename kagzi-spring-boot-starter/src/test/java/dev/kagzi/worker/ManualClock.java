package dev.kagzi.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands still until a test moves it; timers run on the thread that does. */
final class ManualClock implements WorkerClock {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private final List<Task> tasks = new ArrayList<>();
    private long nanos;

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable task) {
        Task added = new Task(nanos + delay.toNanos(), delay, task);
        tasks.add(added);
        notifyAll();
        return () -> cancel(added);
    }

    void advance(Duration by) {
        long until = nanoTime() + by.toNanos();
        for (Task due = next(until); due != null; due = next(until)) {
            due.task().run();
        }
        synchronized (this) {
            nanos = until;
        }
    }

    /** Ends the pauses a worker makes when nothing happens. The time stays: no wait, lease or timeout ends by this. */
    void passShortPauses() {
        List<Task> pauses;
        synchronized (this) {
            pauses = tasks.stream().filter(Task::isShortPause).toList();
            tasks.removeAll(pauses);
        }
        pauses.forEach(pause -> pause.task().run());
    }

    /** Returns when a task waits that is due after exactly this time. */
    synchronized void awaitTimer(Duration delay) {
        while (tasks.stream().noneMatch(task -> task.at() == nanos + delay.toNanos())) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public synchronized void close() {
        tasks.clear();
    }

    /** The same clock for one worker: when that closes it, the timers of others stay. */
    WorkerClock ofWorker() {
        return new OfWorker();
    }

    private synchronized void cancel(Task task) {
        tasks.remove(task);
    }

    private synchronized Task next(long until) {
        Task due = tasks.stream()
                .filter(task -> task.at() - until <= 0)
                .min(Comparator.comparingLong(Task::at))
                .orElse(null);
        if (due != null) {
            tasks.remove(due);
            nanos = Math.max(nanos, due.at());
        }
        return due;
    }

    private final class OfWorker implements WorkerClock {

        private final Queue<Timer> timers = new ConcurrentLinkedQueue<>();

        @Override
        public long nanoTime() {
            return ManualClock.this.nanoTime();
        }

        @Override
        public Instant now() {
            return ManualClock.this.now();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            Timer timer = ManualClock.this.after(delay, task);
            timers.add(timer);
            return timer;
        }

        @Override
        public void close() {
            timers.forEach(Timer::cancel);
        }
    }

    private record Task(long at, Duration delay, Runnable task) {

        /** Between two polls, or two tries of a request; no lease, wait or timeout is that short. */
        boolean isShortPause() {
            return delay.compareTo(SHORTEST_PAUSE) >= 0 && delay.compareTo(LONGEST_PAUSE) <= 0;
        }
    }
}
