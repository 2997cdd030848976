package dev.kagzi.benchmark.driver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Counts the bodies of each customer, and tells who waits for them. */
final class Arrivals {

    private static final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private static final Map<String, CountDownLatch> awaited = new ConcurrentHashMap<>();

    private Arrivals() {}

    static void of(String customer) {
        counts.computeIfAbsent(customer, any -> new LongAdder()).increment();
        CountDownLatch latch = awaited.get(customer);
        if (latch != null) {
            latch.countDown();
        }
    }

    static long count(String customer) {
        LongAdder count = counts.get(customer);
        return count == null ? 0 : count.sum();
    }

    /** Milliseconds until this many bodies of the customer have been entered, from the moment that they are started. */
    static double millisOf(String customer, int bodies, Runnable start) throws InterruptedException, TimeoutException {
        CountDownLatch latch = new CountDownLatch(bodies);
        awaited.put(customer, latch);
        long begun = System.nanoTime();
        start.run();
        if (!latch.await(5, TimeUnit.MINUTES)) {
            throw new TimeoutException("%d bodies of %s are missing".formatted(latch.getCount(), customer));
        }
        double millis = (System.nanoTime() - begun) / 1e6;
        awaited.remove(customer);
        return millis;
    }
}
