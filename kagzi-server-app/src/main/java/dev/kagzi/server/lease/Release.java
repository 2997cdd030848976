package dev.kagzi.server.lease;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.RunStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of a claim that its worker did not report.
 *
 * @param pausedUntil until when the run may not be claimed again
 */
record Release(
        LockedRun run,
        RunStatus to,
        ClaimEnd end,
        int expiredClaims,
        @Nullable Instant pausedUntil,
        @Nullable Failure failure) {

    /** Claims in a row that may expire without a new outcome. */
    static final int MAX_EXPIRED_CLAIMS = 10;

    /** From this many on a run is suspected of taking its workers along: it is claimed alone, after growing pauses. */
    static final int SUSPECT_AFTER = 2;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Whether the run goes on without standing in line. */
    boolean leavesPlace() {
        return to != RunStatus.PENDING || pausedUntil != null;
    }

    /** The worker gave the run up, or does not know of it. */
    static Release given(LockedRun run) {
        return new Release(run, run.statusWithoutClaim(), ClaimEnd.RELEASED, run.expiredClaims(), null, null);
    }

    /** @param counts whether the worker is to blame: not while servers or database were away */
    static Release expired(LockedRun run, Instant now, boolean counts) {
        int expired = run.expiredClaims() + (counts ? 1 : 0);
        if (expired >= MAX_EXPIRED_CLAIMS) {
            return new Release(
                    run, RunStatus.NEEDS_ATTENTION, ClaimEnd.EXPIRED, expired, null, crashLoop(run, expired));
        }
        RunStatus to = run.statusWithoutClaim();
        boolean pauses = expired >= SUSPECT_AFTER && to == RunStatus.PENDING;
        return new Release(run, to, ClaimEnd.EXPIRED, expired, pauses ? now.plus(pause(expired)) : null, null);
    }

    private static Duration pause(int expired) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (expired - SUSPECT_AFTER));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static Failure crashLoop(LockedRun run, int expired) {
        return Failure.of(
                FailureType.CRASH_LOOP,
                "The last " + expired + " claims of run '" + run.runId()
                        + "' expired without a new outcome: its workers crash,"
                        + " hang or lose the server while they execute it. Look into the worker's log, deploy a fix, then"
                        + " retry the run.");
    }
}
