package dev.kagzi.benchmark.driver;

import java.util.Locale;
import java.util.function.Function;

/** Who is measured. */
public enum Competitor {
    KAGZI(KagziEngine::new, "kagzi.worker.concurrency = runs at once; server pool 10; otherwise defaults", true),
    KAGZI_KEYS(KagziEngine::new, "as kagzi, with keys switched on", true),
    DBOS(
            task -> new DbosEngine(task, true),
            "four queues, polled every 10 ms, each with a quarter of the runs at once; pool 20",
            true),
    DBOS_DIRECT(
            task -> new DbosEngine(task, false), "started in the process that waits, without a queue; pool 20", true),
    DB_SCHEDULER(
            DbSchedulerEngine::new,
            "lock-and-fetch 0.5/4.0, polled every 10 ms, threads = runs at once (100 at most), immediate execution, pool 20;"
                    + " no steps, no results",
            false),
    RESTATE(
            RestateEngine::new,
            "4 partitions, in W3 24; in W1 and W2 each invokes its part of the runs at once; client over HTTP/1.1; otherwise"
                    + " defaults, so that journals and results are kept; its own storage",
            true);

    private final Function<Task, Engine> engine;
    private final String settings;
    private final boolean hasSteps;

    Competitor(Function<Task, Engine> engine, String settings, boolean hasSteps) {
        this.engine = engine;
        this.settings = settings;
        this.hasSteps = hasSteps;
    }

    Engine engine(Task task) {
        return engine.apply(task);
    }

    /** How it is set up, for people. */
    public String settings() {
        return settings;
    }

    /** Whether the workload means something for it. */
    public boolean supports(Workload workload) {
        if (this == KAGZI_KEYS) {
            return workload == Workload.W1;
        }
        return switch (workload) {
            case W1 -> this != DBOS_DIRECT;
            case W2 -> hasSteps && this != DBOS_DIRECT;
            case W3 -> true;
            case W4 -> hasSteps;
            case W5 -> this != DBOS_DIRECT && this != RESTATE;
            case L1, L2, L3, L4, L5, E1, N1, S1, P1, O1 -> this == KAGZI;
        };
    }

    /** As it is written on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The competitor with this label. */
    public static Competitor of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
