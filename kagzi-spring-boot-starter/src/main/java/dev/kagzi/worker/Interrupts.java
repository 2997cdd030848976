package dev.kagzi.worker;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a run's thread, but only while it executes code of the application: the worker's own code never meets an
 * interrupt, and none is left over for the next step.
 */
final class Interrupts {

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Thread open;
    private @Nullable Attempt attempt;
    private boolean ended;

    /** From now on the calling thread executes code of the application. */
    void allow(@Nullable Attempt body) {
        lock.lock();
        try {
            open = Thread.currentThread();
            attempt = body;
            if (ended) {
                open.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on the calling thread executes code of the worker. */
    void forbid() {
        lock.lock();
        try {
            open = null;
            attempt = null;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the run, now or as soon as it returns to code of the application. */
    void end() {
        lock.lock();
        try {
            ended = true;
            if (open != null) {
                open.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Marks the attempt as timed out and interrupts it, if its body has not left. */
    boolean timeOut(Attempt overdue) {
        lock.lock();
        try {
            if (attempt != overdue || open == null) {
                return false;
            }
            overdue.timedOut();
            open.interrupt();
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean isOpen(Attempt body) {
        lock.lock();
        try {
            return attempt == body;
        } finally {
            lock.unlock();
        }
    }
}
