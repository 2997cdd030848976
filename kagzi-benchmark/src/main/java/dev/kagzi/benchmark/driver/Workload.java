package dev.kagzi.benchmark.driver;

/** What is measured. */
public enum Workload {
    /** Runs of one step are enqueued first and then drained by one worker. */
    W1(1),
    /** The same with ten steps in sequence. */
    W2(10),
    /** One run of one step at a time, from its start to its result. */
    W3(1);

    private final int steps;

    Workload(int steps) {
        this.steps = steps;
    }

    /** Steps of one run. */
    public int steps() {
        return steps;
    }
}
