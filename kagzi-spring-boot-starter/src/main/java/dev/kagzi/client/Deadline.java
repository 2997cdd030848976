package dev.kagzi.client;

import java.time.Duration;

/** A moment on the monotonic clock. */
record Deadline(long nanoTime) {

    /** As good as never, and far from where the clock's numbers wrap around. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    static Deadline in(Duration time) {
        Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return new Deadline(System.nanoTime() + bounded.toNanos());
    }

    static Deadline never() {
        return in(LONGEST);
    }

    /** Time left, never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    Duration leftAtMost(Duration bound) {
        Duration left = left();
        return left.compareTo(bound) < 0 ? left : bound;
    }

    boolean isPast() {
        return left().isZero();
    }
}
