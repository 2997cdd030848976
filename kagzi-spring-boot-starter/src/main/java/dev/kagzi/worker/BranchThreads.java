package dev.kagzi.worker;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The threads of branches, of which the whole worker has a bounded number. What finds none waits; runs take turns, so that one with
 * thousands of branches does not keep the others from theirs.
 */
final class BranchThreads {

    private final Executor threads;
    private final Executor starter;
    private final int bound;
    private final Map<HeldRun, Queue<Task>> waiting = new LinkedHashMap<>();
    private int taken;

    /**
     * @param threads gives each task a thread of its own
     * @param starter starts threads, so that what they inherit is not of another run
     * @param bound threads at once
     */
    BranchThreads(Executor threads, Executor starter, int bound) {
        this.threads = threads;
        this.starter = starter;
        this.bound = bound;
    }

    /** For threads that cost nothing. */
    static BranchThreads unbounded(Executor threads) {
        return new BranchThreads(threads, Runnable::run, Integer.MAX_VALUE);
    }

    void execute(HeldRun run, Task task) {
        synchronized (this) {
            if (taken == bound) {
                waiting.computeIfAbsent(run, r -> new ArrayDeque<>()).add(task);
                return;
            }
            taken++;
        }
        start(task);
    }

    /** Forgets the tasks of a run that wait for a thread, and says how many. */
    synchronized int drop(HeldRun run) {
        Queue<Task> dropped = waiting.remove(run);
        return dropped == null ? 0 : dropped.size();
    }

    private void start(Task task) {
        try {
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    next();
                }
            });
        } catch (RuntimeException | Error e) {
            task.gotNoThread(e);
            next();
        }
    }

    /** Hands the place on. */
    private void next() {
        for (Task next = take(); next != null; next = take()) {
            Task task = next;
            try {
                starter.execute(() -> start(task));
                return;
            } catch (RejectedExecutionException e) {
                task.gotNoThread(e);
            }
        }
    }

    private synchronized @Nullable Task take() {
        var runs = waiting.entrySet().iterator();
        if (!runs.hasNext()) {
            taken--;
            return null;
        }
        var first = runs.next();
        HeldRun run = first.getKey();
        Queue<Task> tasks = first.getValue();
        runs.remove();
        Task task = tasks.remove();
        if (!tasks.isEmpty()) {
            waiting.put(run, tasks);
        }
        return task;
    }

    /** What is to be done on a thread. */
    interface Task extends Runnable {

        /** In place of {@link #run()}. */
        void gotNoThread(Throwable reason);
    }
}
