package dev.kagzi.server.interleaving;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/** Lets the statements of one server through, one at a time. */
final class Turnstile {

    private static final long LONG_ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private enum State {
        RUNNING,
        STOPPED,
        DONE
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean isClosed;
    private State state = State.DONE;
    private int backend;
    private boolean wasBlocked;
    private int passed;

    /** From now on every statement waits for {@link #letOne()}. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            state = State.RUNNING;
            backend = 0;
            passed = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Lets everything through. */
    void open() {
        lock.lock();
        try {
            isClosed = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Called before a statement. */
    void pass(int backendPid) throws InterruptedException {
        lock.lock();
        try {
            backend = backendPid;
            if (isClosed) {
                passed++;
                become(State.STOPPED);
                while (isClosed && state == State.STOPPED) {
                    changed.await();
                }
                become(State.RUNNING);
            }
        } finally {
            lock.unlock();
        }
    }

    /** There are no more statements. */
    void done() {
        lock.lock();
        try {
            become(State.DONE);
        } finally {
            lock.unlock();
        }
    }

    /** Lets the statement through that waits here, if one does. */
    void letOne() {
        lock.lock();
        try {
            if (state == State.STOPPED) {
                become(State.RUNNING);
            }
        } finally {
            lock.unlock();
        }
    }

    private void become(State next) {
        state = next;
        changed.signalAll();
    }

    /** Statements that have come here. */
    int passed() {
        lock.lock();
        try {
            return passed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the next statement is here, or there is none, or the one before waits for a lock.
     *
     * @return whether it had to wait for that
     */
    boolean awaitRest(IntPredicate isBlocked) throws InterruptedException {
        boolean waited = false;
        long began = System.nanoTime();
        lock.lock();
        try {
            while (state == State.RUNNING && !isBlockedAt(isBlocked)) {
                waited = true;
                changed.await(1, TimeUnit.MILLISECONDS);
                if (System.nanoTime() - began > LONG_ENOUGH_NANOS) {
                    throw new IllegalStateException("A statement neither ends nor waits for a lock");
                }
            }
        } finally {
            lock.unlock();
        }
        return waited;
    }

    private boolean isBlockedAt(IntPredicate isBlocked) throws InterruptedException {
        if (!wasBlocked) {
            // Most statements are through before it would pay to ask.
            changed.await(2, TimeUnit.MILLISECONDS);
        }
        wasBlocked = state == State.RUNNING && backend != 0 && isBlocked.test(backend);
        return wasBlocked;
    }
}
