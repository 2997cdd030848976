package dev.kagzi.chaos.bug;

import static dev.kagzi.chaos.bug.SeededBug.bug;

import dev.kagzi.chaos.bug.SeededBug.Change;
import dev.kagzi.chaos.bug.SeededBug.Where;
import java.util.List;

/** Bugs of the worker. */
final class WorkerBugs {

    private static final String WORKER = "dev.kagzi.worker.";

    private WorkerBugs() {}

    static List<SeededBug> all() {
        return List.of(
                worker("lease-not-watched", WORKER + "HeldRun", new Mutation.ReturnAtOnce("isExpired", 0)),
                worker("unwinding-executes", WORKER + "HeldRun", new Mutation.ReturnAtOnce("checkpoint", 0)),
                worker("record-not-awaited", WORKER + "RunReports", new Mutation.ReturnAtOnce("isSettled", 1)),
                worker(
                        "recorded-executed-again",
                        "dev.kagzi.replay.BranchReplay",
                        new Mutation.FixAnswer("standing", "isRecorded", 0)),
                worker(
                        "step-key-without-occurrence",
                        "dev.kagzi.replay.BranchReplay",
                        new Mutation.FixAnswer("next", "intValue", 1)),
                worker("pause-before-retry-dropped", WORKER + "RetryDecision", new Mutation.ReturnAtOnce("pause", 0)),
                worker(
                        "attempts-without-bound",
                        WORKER + "RetryDecision",
                        new Mutation.FixAnswer("after", "maxAttempts", Integer.MAX_VALUE)),
                worker(
                        "undone-in-order-of-completion",
                        WORKER + "Compensations",
                        new Mutation.DropCall("<clinit>", "reversed")),
                worker(
                        "renewals-end-with-the-drain",
                        WORKER + "Worker",
                        new Mutation.CallFirst("stop", "renewer", "stop")));
    }

    private static SeededBug worker(String name, String className, Mutation mutation) {
        return bug(name, Where.WORKER, List.of(new Change(className, mutation)));
    }
}
