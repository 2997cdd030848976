package dev.kagzi.worker;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Interrupts all threads that execute code of one run, also those that come to it later. */
final class RunInterrupts {

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Interrupts> threads = new HashSet<>();
    private boolean ended;

    /** The calling thread begins to execute the run's code. */
    Interrupts enter() {
        Interrupts entered = new Interrupts();
        lock.lock();
        try {
            threads.add(entered);
            if (ended) {
                entered.end();
            }
        } finally {
            lock.unlock();
        }
        return entered;
    }

    /** The calling thread executes no code of the run any more. */
    void leave(Interrupts left) {
        left.forbid();
        lock.lock();
        try {
            threads.remove(left);
        } finally {
            lock.unlock();
        }
    }

    void end() {
        end(true);
    }

    /** Spares the calling thread: it has ended the run itself, and unwinds. */
    void endOthers() {
        end(false);
    }

    private void end(boolean alsoCaller) {
        lock.lock();
        try {
            ended = true;
            threads.stream()
                    .filter(thread -> alsoCaller || !thread.isOfCurrentThread())
                    .forEach(Interrupts::end);
        } finally {
            lock.unlock();
        }
    }
}
