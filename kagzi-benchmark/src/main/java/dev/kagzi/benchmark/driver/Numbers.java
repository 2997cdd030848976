package dev.kagzi.benchmark.driver;

import java.util.concurrent.atomic.AtomicInteger;

/** Enqueues runs, each under a number of its own. */
final class Numbers {

    private static final int BATCH = 1_000;

    private final Engine engine;
    private final AtomicInteger next = new AtomicInteger();

    Numbers(Engine engine) {
        this.engine = engine;
    }

    /** How many there are so far. */
    int count() {
        return next.get();
    }

    /** Seconds it took. */
    double enqueue(int count, int threads) throws Exception {
        int end = next.get() + count;
        long begun = System.nanoTime();
        try (Clients clients = new Clients(threads)) {
            clients.run(() -> enqueueUpTo(end));
        }
        next.set(end);
        return (System.nanoTime() - begun) / 1e9;
    }

    private void enqueueUpTo(int end) {
        for (int number = next.getAndIncrement(); number < end; number = next.getAndIncrement()) {
            engine.enqueue(number);
        }
    }

    /** Seconds it took, or 0 when there are no batches and the runs were enqueued one by one. */
    double enqueueBatches(int count) throws Exception {
        long begun = System.nanoTime();
        for (int done = 0; done < count; done += BATCH) {
            int size = Math.min(BATCH, count - done);
            if (!engine.enqueueBatch(next.get(), size)) {
                enqueue(count - done, Clients.MANY);
                return 0;
            }
            next.addAndGet(size);
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
