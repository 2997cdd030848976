package dev.kagzi.benchmark.driver;

import dev.kagzi.client.Run;
import dev.kagzi.protocol.RunStatus;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Measures what steps cost in a run that has very many of them: one after the other, replayed, and all at once. */
final class LongRunDriver {

    private static final int STEPS = 10_000;
    private static final int BRANCHES = 1_000;
    private static final int ENDS = 20;
    private static final int REPEATS = 3;
    private static final long LOOK_MILLIS = 5;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Task task;
    private final Map<String, Double> figures = new TreeMap<>();

    LongRunDriver(Task task) {
        this.task = task;
    }

    /** The figures by name, of the last of some runs. */
    Map<String, Double> measure() throws Exception {
        try (KagziApplication kagzi = new KagziApplication(task)) {
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
            for (int number = 0; System.nanoTime() - warm < 0; number++) {
                kagzi.startAndAwait(OneStep.NAME, number);
            }
            for (int i = 0; i < REPEATS; i++) {
                measureLong(kagzi, Math.min(STEPS, task.runs()));
                measureWide(kagzi, Math.min(BRANCHES, task.runs()));
            }
        }
        return figures;
    }

    private void measureLong(KagziApplication kagzi, int steps) throws Exception {
        LongWorkflows.entered = new long[steps];
        Run<Body.Result> run = kagzi.start(LongWorkflows.LONG, steps).returns(Body.Result.class);
        await(run, RunStatus.WAITING);
        long[] entered = LongWorkflows.entered;
        int end = Math.max(1, steps / ENDS);
        figures.put("firstStepsMillis", (entered[end] - entered[0]) / 1e6 / end);
        figures.put("lastStepsMillis", (entered[steps - 1] - entered[steps - 1 - end]) / 1e6 / end);

        // Nothing of it is in memory any more.
        kagzi.stopWorker();
        kagzi.startWorker();
        long begun = System.nanoTime();
        kagzi.emit(LongWorkflows.EVENT, run.runId());
        expect(steps, run);
        figures.put("replayMillis", (LongWorkflows.replayed - begun) / 1e6);
    }

    private void measureWide(KagziApplication kagzi, int branches) {
        long begun = System.nanoTime();
        expect(branches, kagzi.start(LongWorkflows.WIDE, branches).returns(Body.Result.class));
        figures.put("fanOutMillis", (System.nanoTime() - begun) / 1e6);
    }

    private static void expect(int number, Run<Body.Result> run) {
        Body.Result result = run.result(LONGEST);
        if (result.number() != number) {
            throw new IllegalStateException("A run of " + number + " steps has the result " + result);
        }
    }

    private static void await(Run<?> run, RunStatus status) throws InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (run.status() != status) {
            if (System.nanoTime() - until > 0) {
                throw new IllegalStateException("Run " + run.runId() + " is " + run.status());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
