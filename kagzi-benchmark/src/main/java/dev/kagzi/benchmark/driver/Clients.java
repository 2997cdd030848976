package dev.kagzi.benchmark.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that all do the same. */
final class Clients implements AutoCloseable {

    /** As many as share a connection pool in an application. */
    static final int MANY = 16;

    private final ExecutorService threads;
    private final int count;

    Clients(int count) {
        this.count = count;
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** Returns when all have done it, or throws what one of them has thrown. */
    void run(Runnable work) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(threads.submit(work));
        }
        for (Future<?> client : all) {
            client.get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
