package dev.kagzi.server.lease;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a poll may be given.
 *
 * @param arrivedNanos when the poll arrived, by {@link System#nanoTime()}
 * @param free runs at most
 * @param lines where to look
 * @param confirms whether the worker renews a short lease before it ends
 */
record ClaimRequest(
        UUID namespaceId,
        UUID workerId,
        long requestId,
        long arrivedNanos,
        int free,
        List<Line> lines,
        boolean confirms) {

    WorkerKey worker() {
        return new WorkerKey(namespaceId, workerId);
    }

    /**
     * How long a lease that begins now holds, counted from the arrival of the poll: that is what its worker can measure. It errs on the
     * short side.
     *
     * @param askedNanos before the database's clock was asked
     */
    Duration leaseFor(Duration leaseDuration, long askedNanos) {
        return leaseDuration.plusNanos(askedNanos - arrivedNanos);
    }

    /** The name under which the worker offers runs that are stored under this one: while a rename is rolled out it may be the old one. */
    Optional<String> offeredName(String stored) {
        return lines.stream()
                .filter(line -> line.stored().equals(stored))
                .map(Line::workflow)
                .findFirst();
    }

    /**
     * A line of waiting runs.
     *
     * @param workflow the name the worker offers
     * @param stored the name the runs are stored under: the same, or an alias
     * @param version version of the runs, 0 for those that have none yet
     * @param runAs version they get
     * @param free runs of the workflow at most
     */
    record Line(String workflow, String stored, int version, int runAs, int free) {

        /** Whether its runs have no version yet; all others keep theirs. */
        boolean isOfNewRuns() {
            return version == 0;
        }
    }
}
