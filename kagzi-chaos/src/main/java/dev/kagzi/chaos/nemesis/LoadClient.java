package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.load.Load;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Starts, cancels and retries runs. */
final class LoadClient implements Runnable {

    private static final int HUNDRED = 100;
    private static final int RECENT = 40;
    private static final long BETWEEN_ROUNDS_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long LONGEST_TO_CHILD_MILLIS = 5_000;

    private final RunCalls calls;
    private final Witness witness;
    private final int openRuns;
    private final Random random;
    private final List<UUID> recent = new ArrayList<>();
    private final Set<UUID> looked = new HashSet<>();
    private final Set<UUID> doomed = new HashSet<>();
    private long nextRoundNanos = System.nanoTime();
    private volatile boolean ended;
    private long number;

    LoadClient(String url, Witness witness, Recording recording, int openRuns, long seed) {
        this.calls = new RunCalls(url, recording);
        this.witness = witness;
        this.openRuns = openRuns;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        while (!ended) {
            if (witness.openRuns() - witness.openLimitedRuns() < openRuns) {
                for (int i = 0; i < 3; i++) {
                    act(random.nextInt(HUNDRED));
                }
            }
            goRound();
            cancelDoomed();
            retryFailed();
            Pause.millis(100);
        }
    }

    void end() {
        ended = true;
    }

    /** Starts runs of ten steps, one after the other. */
    void startMany(int count) {
        for (int i = 0; i < count; i++) {
            start(Load.TEN_STEPS, null);
        }
    }

    /** Starts runs whose body outlasts a lease. */
    void startLong(int count) {
        for (int i = 0; i < count; i++) {
            start(Load.LONG, null);
        }
    }

    /** Starts runs that have no time for their body. */
    void startLate(int count) {
        for (int i = 0; i < count; i++) {
            start(Load.LONG, null, runId(), "{\"number\":" + number() + "}", ",\"timeout\":\"2s\"");
        }
    }

    private void act(int choice) {
        if (choice < 40) {
            start(Load.TEN_STEPS, null);
        } else if (choice < 48) {
            start(Load.BRANCHES, null);
        } else if (choice < 58) {
            startParent();
        } else if (choice < 70) {
            startReader();
        } else if (choice < 80) {
            start(Load.QUICK, "order-" + random.nextInt(1_000_000));
        } else if (choice < 86) {
            conflict();
        } else if (!recent.isEmpty()) {
            calls.repeat(Call.Kind.CANCEL, recent.get(random.nextInt(recent.size())), null, null, "/cancel", "{}");
        }
    }

    /** Every second is cancelled in the midst of its children. */
    private void startParent() {
        UUID run = runId();
        start(Load.PARENT, null, run, "{\"number\":" + number() + "}");
        if (random.nextBoolean()) {
            cancelAmidChildren(run);
        }
    }

    private void cancelAmidChildren(UUID run) {
        Pause.until(
                LONGEST_TO_CHILD_MILLIS, () -> witness.runsWithOpenChildren().contains(run));
        calls.repeat(Call.Kind.CANCEL, run, null, null, "/cancel", "{}");
    }

    /** Starts parents, and cancels each in the midst of its children. */
    void cancelParents(int count) {
        for (int i = 0; i < count; i++) {
            UUID run = runId();
            start(Load.PARENT, null, run, "{\"number\":" + number() + "}");
            cancelAmidChildren(run);
        }
    }

    /** Of three one is left alone, one has little time, and one is cancelled some time after something of it can be undone. */
    private void sell() {
        start(Load.SALE, null);
        start(Load.SALE, null, runId(), "{\"number\":" + number() + "}", ",\"timeout\":\"1s\"");
        UUID run = runId();
        start(Load.SALE, null, run, "{\"number\":" + number() + "}");
        doomed.add(run);
    }

    /**
     * However many runs are open: a sale is short, and there is much that can become of it; who reads is asleep as a rule; of three
     * starts with an id one is a run.
     */
    private void goRound() {
        if (System.nanoTime() >= nextRoundNanos) {
            nextRoundNanos = System.nanoTime() + BETWEEN_ROUNDS_NANOS;
            sell();
            startReader();
            conflict();
        }
    }

    private void startReader() {
        startReader(Emitter.key(random));
    }

    void startReader(String key) {
        start(Load.READER, null, runId(), "{\"key\":\"" + key + "\"}");
    }

    private void cancelDoomed() {
        for (UUID run : witness.compensableRuns()) {
            if (doomed.contains(run) && random.nextInt(4) == 0) {
                doomed.remove(run);
                calls.repeat(Call.Kind.CANCEL, run, null, null, "/cancel", "{}");
            }
        }
    }

    private void start(String workflow, @Nullable String id) {
        start(workflow, id, runId(), "{\"number\":" + number() + "}");
    }

    private void start(String workflow, @Nullable String id, UUID run, String input) {
        start(workflow, id, run, input, "");
    }

    private void start(String workflow, @Nullable String id, UUID run, String input, String more) {
        String body = "{\"workflow\":\"" + workflow + "\",\"runId\":\"" + run + "\",\"input\":" + input
                + (id == null ? "" : ",\"id\":\"" + id + "\"") + more + "}";
        Call call = calls.repeat(Call.Kind.START, run, id, input, "", body);
        if (call.outcome() == Call.Outcome.OK && random.nextInt(20) == 0) {
            calls.call(Call.Kind.START, run, id, input, "", body);
        }
        if (call.outcome() == Call.Outcome.OK) {
            recent.add(run);
        }
        if (recent.size() > RECENT) {
            recent.remove(0);
        }
    }

    /** The same id with the same input, then with another one. */
    private void conflict() {
        String id = "conflict-" + random.nextInt(1_000_000);
        String input = "{\"number\":" + number() + "}";
        start(Load.QUICK, id, runId(), input);
        start(Load.QUICK, id, runId(), input);
        start(Load.QUICK, id, runId(), "{\"number\":" + number() + "}");
    }

    private void retryFailed() {
        for (UUID run : witness.failedRuns()) {
            if (looked.add(run) && random.nextInt(10) < 7) {
                calls.repeat(Call.Kind.RETRY, run, null, null, "/retry", "{}");
            }
        }
    }

    private long number() {
        return random.nextInt(Integer.MAX_VALUE) + ++number;
    }

    private UUID runId() {
        return RunCalls.freshId(random);
    }
}
