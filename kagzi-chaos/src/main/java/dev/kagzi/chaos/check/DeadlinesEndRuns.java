package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import java.time.Duration;
import java.time.Instant;

/** No run times out before its deadline, and none completes long after it, as far as there were servers and a database to notice. */
final class DeadlinesEndRuns implements Invariant {

    /** Servers look twice a second. */
    private static final Duration LATEST = Duration.ofSeconds(2);

    /** For connections to be made anew. */
    private static final Duration RECOVERY = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "L3 deadlines end runs";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        for (RunRow run : evidence.tables().runs()) {
            Instant deadline = run.deadline();
            Instant finished = run.finishedAt();
            if (deadline == null || finished == null) {
                continue;
            }
            if (run.status().equals("COMPLETED") && !isDisturbed(deadline, finished, evidence)) {
                findings.check(
                        !finished.isAfter(deadline.plus(LATEST)),
                        "run %s completed at %s, its deadline was %s",
                        run.run(),
                        finished,
                        deadline);
            } else if (run.outcome() != null && run.outcome().contains("RUN_TIMEOUT")) {
                findings.check(
                        !finished.isBefore(deadline),
                        "run %s timed out at %s, its deadline is %s",
                        run.run(),
                        finished,
                        deadline);
            }
        }
    }

    private static boolean isDisturbed(Instant from, Instant to, Evidence evidence) {
        long fromNanos = evidence.setting().anchor().nanosOf(from);
        long toNanos = evidence.setting().anchor().nanosOf(to);
        return evidence.faults().stream()
                .filter(Fault::disturbsServers)
                .anyMatch(fault -> fault.atNanos() < toNanos && fault.healedNanos() + RECOVERY.toNanos() > fromNanos);
    }
}
