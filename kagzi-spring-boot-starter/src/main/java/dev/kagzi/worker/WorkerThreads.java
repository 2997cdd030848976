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
 * @param requests for requests to the server: the open polls, one batch of reports, renewals
 */
record WorkerThreads(Executor runs, ExecutorService requests) {

    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    static WorkerThreads create() {
        return new WorkerThreads(runThreads(), Executors.newCachedThreadPool(daemons("kagzi-request-")));
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
    private static Executor runThreads() {
        SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("kagzi-run-");
        executor.setDaemon(true);
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            executor.setVirtualThreads(true);
        }
        return executor;
    }
}
