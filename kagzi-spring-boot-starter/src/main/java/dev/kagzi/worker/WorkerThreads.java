package dev.kagzi.worker;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * The threads of a worker.
 *
 * @param runs one thread for each run, virtual where the JVM has them
 * @param branches one thread for each branch that does something
 * @param requests for requests to the server: the open polls, one batch of reports, renewals
 */
record WorkerThreads(Executor runs, BranchThreads branches, ExecutorService requests) {

    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    /** @param concurrency threads of branches at once, where they are not virtual */
    static WorkerThreads create(int concurrency) {
        ExecutorService requests = Executors.newCachedThreadPool(daemons("kagzi-request-"));
        Executor branches = oneForEach("kagzi-branch-", VIRTUAL);
        return new WorkerThreads(
                oneForEach("kagzi-run-", VIRTUAL),
                VIRTUAL ? BranchThreads.unbounded(branches) : new BranchThreads(branches, requests, concurrency),
                requests);
    }

    static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    void close() {
        requests.shutdownNow();
    }

    /** A thread is never used for a second run, so that nothing a run leaves behind reaches another. */
    static Executor oneForEach(String prefix, boolean virtual) {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
        executor.setDaemon(true);
        if (virtual) {
            executor.setVirtualThreads(true);
        }
        return executor;
    }
}
