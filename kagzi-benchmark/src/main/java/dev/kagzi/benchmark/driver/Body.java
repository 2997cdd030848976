package dev.kagzi.benchmark.driver;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The body of every step: gives about a hundred bytes of JSON, and counts. */
final class Body {

    /** What a step returns. */
    record Result(int number, int step, String text) {}

    static final String TEXT = "a result of a hundred bytes when it is written as JSON, more or less";

    private static final AtomicInteger entered = new AtomicInteger();
    private static final AtomicLong firstNanos = new AtomicLong();
    private static volatile CountDownLatch expected = new CountDownLatch(0);

    private Body() {}

    /** Counts from zero to this many bodies. */
    static void expect(int bodies) {
        entered.set(0);
        firstNanos.set(0);
        expected = new CountDownLatch(bodies);
    }

    static Result run(int number, int step) {
        firstNanos.compareAndSet(0, System.nanoTime());
        entered.incrementAndGet();
        expected.countDown();
        return new Result(number, step, TEXT);
    }

    static CountDownLatch expected() {
        return expected;
    }

    static int entered() {
        return entered.get();
    }

    static long firstNanos() {
        return firstNanos.get();
    }
}
