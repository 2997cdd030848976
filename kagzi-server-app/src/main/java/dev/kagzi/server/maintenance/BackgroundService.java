package dev.kagzi.server.maintenance;

import dev.kagzi.server.shutdown.ShutdownOrder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A thread that runs its service again and again, and outlives every failure of it. */
abstract class BackgroundService implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BackgroundService.class);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration TO_END_A_ROUND = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final String name;
    private final SweepMeters meters;
    private @Nullable Thread thread;
    private long wakeAtNanos;
    private volatile long endedNanos = System.nanoTime();
    private volatile boolean inRound;
    private boolean failing;

    BackgroundService(String name, SweepMeters meters) {
        this.name = name;
        this.meters = meters;
    }

    /** Does what there is to do, and says how long it may take until the next time. */
    abstract Duration runAndRest();

    /** Runs again after this time at the latest. */
    void wakeIn(Duration rest) {
        lock.lock();
        try {
            long at = System.nanoTime() + Math.max(0, rest.toNanos());
            if (at - wakeAtNanos < 0) {
                wakeAtNanos = at;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Since the end of the last round; zero during one. */
    Duration idleFor() {
        return inRound ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - endedNanos);
    }

    @Override
    public void start() {
        Thread started = new Thread(this::loop, "kagzi-" + name);
        started.setDaemon(true);
        lock.lock();
        try {
            thread = started;
        } finally {
            lock.unlock();
        }
        started.start();
    }

    /** Returns when the round that is running has ended, so that none is cut off by the end of the pool. */
    @Override
    public void stop() {
        Thread stopped = clearThread();
        if (stopped == null) {
            return;
        }
        try {
            stopped.join(TO_END_A_ROUND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.BACKGROUND_SERVICES;
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return thread != null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Thread clearThread() {
        lock.lock();
        try {
            Thread before = thread;
            thread = null;
            changed.signal();
            return before;
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        while (isRunning()) {
            setWake(Duration.ofDays(1));
            inRound = true;
            Duration rest = runSafely();
            endedNanos = System.nanoTime();
            inRound = false;
            wakeIn(rest);
            try {
                rest();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration runSafely() {
        long began = System.nanoTime();
        try {
            Duration rest = runAndRest();
            meters.ran(name, true, System.nanoTime() - began);
            if (failing) {
                log.info("The service '{}' works again", name);
            }
            failing = false;
            return rest;
        } catch (RuntimeException e) {
            if (!failing && isRunning()) {
                log.warn("The service '{}' failed and is tried again until it works; is the database there?", name, e);
            }
            failing = true;
            meters.ran(name, false, System.nanoTime() - began);
            return AFTER_FAILURE;
        }
    }

    private void setWake(Duration rest) {
        lock.lock();
        try {
            wakeAtNanos = System.nanoTime() + rest.toNanos();
        } finally {
            lock.unlock();
        }
    }

    private void rest() throws InterruptedException {
        lock.lock();
        try {
            long left = wakeAtNanos - System.nanoTime();
            while (left > 0 && thread != null) {
                changed.await(left, TimeUnit.NANOSECONDS);
                left = wakeAtNanos - System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }
}
