package dev.kagzi.worker;

import dev.kagzi.protocol.worker.ClaimedRun;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A claim this worker has: its lease, its history, and what other threads have to tell those that execute it. */
final class HeldRun {

    private final ClaimedRun claim;
    private final WorkerClock clock;
    private final Monitor monitor = new Monitor();
    private final Monitor.Waiters runThread = monitor.waiters();
    private final HeldHistory history = new HeldHistory(monitor, runThread);
    private final RunInterrupts interrupts = new RunInterrupts();
    private long deadline;
    private volatile boolean leaving;
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

    /** Where the thread of the run waits to be told of outcomes and of its branches. */
    Monitor.Waiters runThread() {
        return runThread;
    }

    HeldHistory history() {
        return history;
    }

    RunInterrupts interrupts() {
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

    /** Its last report is about to leave: whether the claim still held is in the answer to that, and nowhere else. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
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

    /** Ends the execution from one of its own threads, and interrupts the others; the caller throws what is returned. */
    Unwinding unwind(Ending own) {
        monitor.update(() -> ending = ending == null ? own : ending);
        interrupts.endOthers();
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

    private Unwinding unwinding() {
        Ending now = ending;
        return new Unwinding(now == null ? "it ended" : now.reason());
    }

    @Override
    public String toString() {
        return "run " + claim.runId() + " of '" + claim.workflow() + "' (claim " + claim.claim() + ")";
    }
}
