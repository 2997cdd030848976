package dev.kagzi.benchmark.driver;

/** What is measured. */
public enum Workload {
    /** Runs of one step are enqueued first and then drained by one worker. */
    W1(1),
    /** The same with ten steps in sequence. */
    W2(10),
    /** One run of one step at a time, from its start to its result. */
    W3(1),
    /** One run at a time that starts a hundred child runs of one step and awaits them all, from its start to its result. */
    W4(100);

    private final int steps;

    Workload(int steps) {
        this.steps = steps;
    }

    /** Steps of one run; a child counts as one of its parent. */
    public int steps() {
        return steps;
    }

    /** Whether one run is measured at a time. */
    public boolean isLatency() {
        return this == W3 || this == W4;
    }
}
