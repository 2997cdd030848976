package dev.kagzi.transport;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Threads that can be looked at. */
public final class Threads implements AutoCloseable {

    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** Calls it on a thread of its own. */
    public <T> Future<T> submit(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Whether each has ended, or goes on only once somebody else has done something: a thread, or a server. */
    public boolean allWait() {
        return threads.stream().allMatch(thread -> switch (thread.getState()) {
            case WAITING, TERMINATED -> true;
            case RUNNABLE -> isInNetwork(thread);
            default -> false;
        });
    }

    /** The thread that was submitted last. */
    public Thread last() {
        return threads.get(threads.size() - 1);
    }

    private static boolean isInNetwork(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].getClassName().startsWith("sun.nio.ch.");
    }

    @Override
    public void close() {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
