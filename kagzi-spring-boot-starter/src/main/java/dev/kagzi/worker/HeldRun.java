package dev.kagzi.worker;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A claim this worker has: its lease, and what other threads have to tell the one that executes it. */
final class HeldRun {

    private final ClaimedRun claim;
    private final WorkerClock clock;
    private final Monitor monitor = new Monitor();
    private final Interrupts interrupts = new Interrupts();
    private final Map<StepKey, HistoryStep> resolved = new HashMap<>();
    private final Map<StepKey, Integer> heard = new HashMap<>();
    private long deadline;
    private volatile @Nullable Ending ending;

    /** @param deadline end of the lease on the monotonic clock */
    HeldRun(ClaimedRun claim, long deadline, WorkerClock clock) {
        this.claim = claim;
        this.deadline = deadline;
        this.clock = clock;
    }

    ClaimedRun claim() {
        return claim;
    }

    UUID runId() {
        return claim.runId();
    }

    Monitor monitor() {
        return monitor;
    }

    Interrupts interrupts() {
        return interrupts;
    }

    long deadline() {
        return monitor.get(() -> deadline);
    }

    /** Whether the lease has run out by the worker's own clock. */
    boolean isExpired() {
        return clock.nanoTime() - deadline() >= 0;
    }

    /**
     * A renewal moves the end of the lease, never to an earlier time, for answers may overtake each other. A lease that
     * has run out stays so: reports may have been dropped for it.
     */
    void extend(long newDeadline) {
        monitor.update(() -> {
            if (!isExpired() && newDeadline - deadline > 0) {
                deadline = newDeadline;
            }
        });
    }

    @Nullable Ending ending() {
        return ending;
    }

    boolean hasEnded() {
        return ending != null;
    }

    /** Whether the claim is not ours any more: nothing can be reported. */
    boolean isLost() {
        Ending now = ending;
        return now != null && now.report() == null;
    }

    /** The claim is not ours any more, whatever the run is about to do. */
    void lose(String reason) {
        monitor.update(() -> ending = isLost() ? ending : Ending.lost(reason));
        interrupts.end();
    }

    /** Ends the execution from outside and interrupts it. */
    void end(Ending outside) {
        monitor.update(() -> ending = ending == null ? outside : ending);
        interrupts.end();
    }

    /** Ends the execution from its own thread; the caller throws what is returned. */
    Unwinding unwind(Ending own) {
        monitor.update(() -> ending = ending == null ? own : ending);
        return unwinding();
    }

    /** Lets the caller go on only while the execution has not ended and the lease holds. */
    void checkpoint() {
        if (ending == null && isExpired()) {
            lose("its lease has run out");
        }
        if (ending != null) {
            throw unwinding();
        }
    }

    /** Takes note of the outcome of an open wait; says whether it is news, for the same one may come several times. */
    boolean resolve(HistoryStep outcome) {
        boolean news = monitor.get(() -> heard.getOrDefault(outcome.step(), -1) < outcome.attempts());
        if (news) {
            monitor.update(() -> {
                heard.put(outcome.step(), outcome.attempts());
                resolved.put(outcome.step(), outcome);
            });
        }
        return news;
    }

    /** The outcome that ends the wait after {@code attempts} attempts. Called under the monitor. */
    @Nullable HistoryStep resolved(StepKey key, int attempts) {
        HistoryStep outcome = resolved.get(key);
        return outcome == null || outcome.attempts() < attempts ? null : resolved.remove(key);
    }

    private Unwinding unwinding() {
        Ending now = ending;
        return new Unwinding(now == null ? "it ended" : now.reason());
    }

    @Override
    public String toString() {
        return "run " + claim.runId() + " of '" + claim.workflow() + "' (claim " + claim.claim() + ")";
    }
}
