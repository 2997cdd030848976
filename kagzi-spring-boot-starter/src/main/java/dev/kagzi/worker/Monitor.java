package dev.kagzi.worker;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lock and its one condition: every update wakes whoever waits. No {@code synchronized}, which would pin virtual threads. */
final class Monitor {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition updated = lock.newCondition();

    <T extends @Nullable Object> T get(Supplier<T> state) {
        lock.lock();
        try {
            return state.get();
        } finally {
            lock.unlock();
        }
    }

    void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            updated.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes whoever waits, to look again at what lies outside this monitor. */
    void signal() {
        update(() -> {});
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
