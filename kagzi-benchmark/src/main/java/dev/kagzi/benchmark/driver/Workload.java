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
    W4(100),
    /** W1 beside fifty times its runs that have ended, five times that sleep, and five times that nobody offers to execute. */
    W5(1),
    /** W1 under a limit of each of a hundred keys that is not reached. */
    L1(1),
    /** A hundred runs of one key, alone and beside a key that has far more. */
    L2(1),
    /** One run at a time beside a crowd that waits for one place, from its start to its body. */
    L3(1),
    /** A throttle with more runs than it lets begin. */
    L4(1),
    /** Runs of low priority beside more of a higher one than the worker has slots. */
    L5(1),
    /** Runs are enqueued by one caller, by sixteen and by a thousand. */
    E1(1),
    /** W1 in a hundred namespaces, each with a worker of its own. */
    N1(1),
    /** A run of very many steps that waits in the end, and one that goes a thousand ways at once. */
    S1(1),
    /** Thousands of workers whose polls are open, and that now and then get a run. */
    P1(0),
    /** Five times as many starts as the server can take. */
    O1(1);

    private final int steps;

    Workload(int steps) {
        this.steps = steps;
    }

    /** Steps of one run; a child counts as one of its parent. */
    public int steps() {
        return steps;
    }

    /** Whether it is measured with each number of runs at once. */
    public boolean isDrain() {
        return switch (this) {
            case W1, W2, W5, L1, N1 -> true;
            case W3, W4, L2, L3, L4, L5, E1, S1, P1, O1 -> false;
        };
    }
}
