package dev.kagzi.worker;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts one thread of a run, but only while it executes code of the application: the worker's own code never meets an
 * interrupt, and none is left over for the next step.
 */
final class Interrupts {

    private final ReentrantLock lock = new ReentrantLock();
    private final Thread thread = Thread.currentThread();
    private boolean open;
    private @Nullable Attempt attempt;
    private boolean ended;

    boolean isOfCurrentThread() {
        return thread == Thread.currentThread();
    }

    /** From now on the thread, which calls this, executes code of the application. */
    void allow(@Nullable Attempt body) {
        lock.lock();
        try {
            open = true;
            attempt = body;
            if (ended) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on the thread, which calls this, executes code of the worker. */
    void forbid() {
        lock.lock();
        try {
            open = false;
            attempt = null;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts the thread, now or as soon as it returns to code of the application. */
    void end() {
        lock.lock();
        try {
            ended = true;
            if (open) {
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Marks the attempt as timed out and interrupts it, if its body has not left. */
    boolean timeOut(Attempt overdue) {
        lock.lock();
        try {
            if (attempt != overdue || !open) {
                return false;
            }
            overdue.timedOut();
            thread.interrupt();
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
