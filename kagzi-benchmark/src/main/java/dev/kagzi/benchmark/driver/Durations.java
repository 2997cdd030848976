package dev.kagzi.benchmark.driver;

import java.util.Arrays;

/** How long the same thing took, each time. */
final class Durations {

    private long[] nanos = new long[1_024];
    private int count;

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = duration;
    }

    int count() {
        return count;
    }

    /** How long all but the longest took, as far as this many of a hundred go; 0 when there are none. */
    double millis(int percent) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[Math.min(count - 1, (int) ((long) count * percent / 100))] / 1e6;
    }
}
