package dev.kagzi.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lock, and who waits for what it guards. No {@code synchronized}, which would pin virtual threads. */
final class Monitor {

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiters> waiters = new ArrayList<>();

    Waiters waiters() {
        Waiters added = new Waiters(lock.newCondition());
        change(() -> waiters.add(added));
        return added;
    }

    <T extends @Nullable Object> T get(Supplier<T> state) {
        lock.lock();
        try {
            return state.get();
        } finally {
            lock.unlock();
        }
    }

    /** Changes what nobody waits for. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** Changes what everybody has to hear of. */
    void update(Runnable change) {
        change(() -> {
            change.run();
            waiters.forEach(waiting -> waiting.updated.signalAll());
        });
    }

    /** Wakes whoever waits, to look again at what lies outside this monitor. */
    void signal() {
        update(() -> {});
    }

    /** Those who wait for the same: thousands of others are not woken in vain. */
    final class Waiters {

        private final Condition updated;

        private Waiters(Condition updated) {
            this.updated = updated;
        }

        /** Changes what only these wait for. */
        void update(Runnable change) {
            change(() -> {
                change.run();
                updated.signalAll();
            });
        }

        /** Waits, whatever interrupts, until {@code state} is there. */
        <T> T await(Supplier<@Nullable T> state) {
            lock.lock();
            try {
                for (T found = state.get(); ; found = state.get()) {
                    if (found != null) {
                        return found;
                    }
                    updated.awaitUninterruptibly();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
