package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.load.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts runs of workflows with limits, several of a key at once, and cancels some. */
final class LimitClient implements Runnable {

    private static final int HUNDRED = 100;
    private static final int LONGEST_BURST = 6;
    private static final int MOST_DELAY_MILLIS = 800;
    private static final int RECENT = 40;
    private static final long BETWEEN_ACTS_MILLIS = 20;
    private static final long LONGEST_CALL_MILLIS = 400_000;

    /** How many runs of fifty at once are started together: more than there are places, now and then. */
    private static final int CROWD = 30;

    private final RunCalls calls;
    private final Witness witness;
    private final Profile.LimitedRuns amount;
    private final Random random;
    private final Executor threads;
    private final List<UUID> recent = new ArrayList<>();
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean ended;

    LimitClient(RunCalls calls, Witness witness, Profile.LimitedRuns amount, long seed, Executor threads) {
        this.calls = calls;
        this.witness = witness;
        this.amount = amount;
        this.random = new Random(seed);
        this.threads = threads;
    }

    @Override
    public void run() {
        awaitWorkflows();
        while (!ended || started.get() < amount.started()) {
            if (witness.openLimitedRuns() + underWay.get() < amount.open()) {
                act(random.nextInt(HUNDRED));
            }
            Pause.millis(BETWEEN_ACTS_MILLIS);
        }
        Pause.until(LONGEST_CALL_MILLIS, () -> underWay.get() == 0);
    }

    private void awaitWorkflows() {
        while (!ended && started.get() == 0) {
            startTogether(Load.ONE, "\"k0\"", 1);
            Pause.until(LONGEST_CALL_MILLIS, () -> underWay.get() == 0);
        }
    }

    /** It ends when it has started all its runs. */
    void end() {
        ended = true;
    }

    private void act(int choice) {
        if (choice < 16) {
            burst(Load.ONE);
        } else if (choice < 32) {
            burst(Load.TWO);
        } else if (choice < 48) {
            burst(Load.FIVE);
        } else if (choice < 56) {
            startTogether(Load.FIFTY, "null", 1 + random.nextInt(Math.min(CROWD, amount.open() / 2)));
        } else if (choice < 62) {
            burst(Load.ONLY);
        } else if (choice < 68) {
            burst(Load.NEWEST);
        } else if (choice < 76) {
            burst(Load.CHANGED);
        } else if (choice < 82) {
            burst(Load.LATER);
        } else if (choice < 90) {
            burst(Load.THROTTLED);
        } else {
            cancelOne();
        }
    }

    private void burst(String workflow) {
        startTogether(workflow, "\"" + key() + "\"", 1 + random.nextInt(LONGEST_BURST));
    }

    /** Some keys have much to do, and many a little. */
    private String key() {
        return "k" + (int) (amount.keys() * Math.pow(random.nextDouble(), 2));
    }

    /** All at once: who gives a place does not see what another one is about to give. */
    private void startTogether(String workflow, String key, int count) {
        for (int i = 0; i < count; i++) {
            UUID run = RunCalls.freshId(random);
            String input = "{\"key\":" + key + ",\"number\":" + random.nextInt(Integer.MAX_VALUE) + ",\"child\":false}";
            String body =
                    "{\"workflow\":\"" + workflow + "\",\"runId\":\"" + run + "\",\"input\":" + input + more() + "}";
            call(() -> {
                if (calls.repeat(Call.Kind.START, run, null, input, "", body).outcome() == Call.Outcome.OK) {
                    started.incrementAndGet();
                }
            });
            recent.add(run);
        }
        recent.subList(0, Math.max(0, recent.size() - RECENT)).clear();
    }

    private void cancelOne() {
        UUID run = recent.get(random.nextInt(recent.size()));
        call(() -> calls.repeat(Call.Kind.CANCEL, run, null, null, "/cancel", "{}"));
    }

    /** Nobody waits for it: one whose answer was cut off leaves the others going on. */
    private void call(Runnable call) {
        underWay.incrementAndGet();
        threads.execute(() -> {
            try {
                call.run();
            } finally {
                underWay.decrementAndGet();
            }
        });
    }

    /** Some start later, some before others, and some have little time. */
    private String more() {
        return switch (random.nextInt(16)) {
            case 0, 1 -> ",\"delay\":\"" + random.nextInt(MOST_DELAY_MILLIS) + "ms\"";
            case 2 -> ",\"timeout\":\"1s\"";
            case 3 -> ",\"priority\":" + random.nextInt(10);
            default -> "";
        };
    }
}
