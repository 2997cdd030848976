package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.time.Instant;

/** With all faults healed for a while, no run is held beyond its lease or by a process that is gone. */
final class NoOrphanClaim implements Invariant {

    @Override
    public String name() {
        return "I12 no orphan claim";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        for (RunRow run : evidence.tables().runs()) {
            findings.check(!expired(run, evidence), "run %s is held, its lease is over", run.run());
            findings.check(!orphaned(run, evidence), "run %s is held by a process that is gone", run.run());
        }
    }

    private static boolean expired(RunRow run, Evidence evidence) {
        Instant expiresAt = run.claim().leaseExpiresAt();
        return run.status().equals("RUNNING")
                && expiresAt != null
                && expiresAt.isBefore(evidence.tables().readAt());
    }

    private static boolean orphaned(RunRow run, Evidence evidence) {
        if (!run.status().equals("RUNNING") || run.claim().worker() == null) {
            return false;
        }
        Long pid = evidence.tables().workerPids().get(run.claim().worker());
        return pid == null || !evidence.setting().livePids().contains(pid);
    }
}
