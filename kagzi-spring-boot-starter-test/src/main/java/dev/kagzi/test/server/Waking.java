package dev.kagzi.test.server;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition.Actor;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.EndedClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Wakes runs, and does what their time says: ends of waits, start times, deadlines, leases. */
final class Waking {

    private static final int MAX_EXPIRED = 10;
    static final int SUSPECT_AFTER = 2;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final State state;
    private final EventDeliveries events;

    Waking(State state, EventDeliveries events) {
        this.state = state;
        this.events = events;
    }

    /** A wait of the run has ended. */
    static void wake(StoredRun run, Instant now) {
        wake(run, now, false);
    }

    private static void wake(StoredRun run, Instant now, boolean byClock) {
        boolean standsAside = run.status == RunStatus.PENDING && !run.claimable && !byClock;
        run.dueAt = standsAside ? run.dueAt : run.nextDue().orElse(null);
        if (run.status == RunStatus.WAITING) {
            run.become(RunStatus.PENDING, Actor.SERVER, "WOKEN", now);
        } else {
            run.claimable = run.status == RunStatus.PENDING && !standsAside;
        }
    }

    /** Does what has become due. */
    void wakeDue() {
        Instant now = state.now();
        for (StoredRun run : List.copyOf(state.runs.values())) {
            if (run.dueAt != null && !run.dueAt.isAfter(now)) {
                events.endDue(run, now);
                endTimed(run, now);
                wake(run, now, true);
            }
        }
    }

    private static void endTimed(StoredRun run, Instant now) {
        run.steps.replaceAll((key, step) -> {
            Instant due = step.dueAt();
            boolean isOver = step.status() == StepStatus.WAITING && due != null && !due.isAfter(now);
            if (!isOver || step.kind() == StepKind.EVENT || step.kind() == StepKind.CHILD) {
                return step;
            }
            return step.kind() == StepKind.SLEEP
                    ? step.ended(StepStatus.COMPLETED, null, null, now, run.isHeld())
                    : step.pauseEnded(run.isHeld());
        });
    }

    /** Fails what is past its deadline. */
    void enforceDeadlines() {
        Instant now = state.now();
        for (StoredRun run : List.copyOf(state.runs.values())) {
            if (run.deadline != null && !run.deadline.isAfter(now) && !run.isFinished() && run.ending == null) {
                timeOut(run, now);
            }
        }
    }

    private void timeOut(StoredRun run, Instant now) {
        Failure failure =
                Failure.of(FailureType.RUN_TIMEOUT, "The run did not finish before its deadline, waiting included.");
        if (run.compensable) {
            undo(run, RunStatus.FAILED, failure, ClaimEnd.TIMED_OUT);
            run.become(RunStatus.PENDING, Actor.SERVER, "TIMED_OUT", now);
        } else {
            tellOfEnd(run);
            run.endClaim(ClaimEnd.TIMED_OUT);
            run.dueAt = null;
            run.failure = failure;
            run.become(RunStatus.FAILED, Actor.SERVER, "TIMED_OUT", now);
        }
        run.closeWaits();
    }

    /** Ends the claim of a run, which is to be undone from now on. */
    void undo(StoredRun run, RunStatus ending, @Nullable Failure failure, ClaimEnd how) {
        tellOfEnd(run);
        run.endClaim(how);
        run.ending = ending;
        run.endingFailure = failure;
        run.failure = null;
        run.expiredClaims = 0;
        run.dueAt = null;
    }

    /** Lets the worker know that its claim has ended. */
    void tellOfEnd(StoredRun run) {
        WorkerSession session = run.isHeld() ? state.sessions.get(run.workerId) : null;
        if (session != null) {
            session.ended(new EndedClaim(run.runId, run.claim));
        }
    }

    /** Ends leases that have expired. */
    void expireLeases() {
        Instant now = state.now();
        for (StoredRun run : List.copyOf(state.runs.values())) {
            if (run.isHeld() && !Objects.requireNonNull(run.leaseExpiresAt).isAfter(now)) {
                expire(run, now);
            }
        }
    }

    void expire(StoredRun run, Instant now) {
        run.expiredClaims++;
        if (run.expiredClaims >= MAX_EXPIRED) {
            run.endClaim(ClaimEnd.EXPIRED);
            run.dueAt = null;
            run.failure = Failure.of(
                    FailureType.CRASH_LOOP,
                    "The last " + run.expiredClaims + " claims of run '" + run.runId
                            + "' expired without a new outcome.");
            run.become(RunStatus.NEEDS_ATTENTION, Actor.SERVER, "EXPIRED", now);
            run.closeWaits();
            return;
        }
        RunStatus to = run.statusWithoutClaim();
        run.endClaim(ClaimEnd.EXPIRED);
        run.become(to, Actor.SERVER, "EXPIRED", now);
        if (run.expiredClaims >= SUSPECT_AFTER && to == RunStatus.PENDING) {
            run.claimable = false;
            run.dueAt = now.plus(pause(run.expiredClaims));
        }
    }

    private static Duration pause(int expired) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (expired - SUSPECT_AFTER));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** The worker gives the run up, or does not know of it. */
    static void release(StoredRun run, Instant now) {
        RunStatus to = run.statusWithoutClaim();
        run.endClaim(ClaimEnd.RELEASED);
        run.become(to, Actor.WORKER, "RELEASED", now);
    }
}
