package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.server.lease.ResolvedWaitRepository.Untaken;
import dev.kagzi.server.step.StepRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a worker has to be told about runs it holds. An entry stays until the worker shows that it took it, and goes into every answer
 * until then; only one that has not been in an answer yet makes a waiting poll answer early. Kept in memory: a renewal finds in the
 * database whatever is lost here.
 */
final class Inbox {

    private static final long NOT_YET = Long.MAX_VALUE;

    /** Each with the poll that was first answered with it. */
    private final Map<EndedClaim, Long> ended = new LinkedHashMap<>();

    /** Each with the number of its newest news. */
    private final Map<UUID, Long> resolved = new LinkedHashMap<>();

    /** Outcomes of these runs, each with the number of the answer it was in last. */
    private final Map<StepRef, Long> told = new HashMap<>();

    private long answers;
    private long news;
    private boolean isDraining;
    private boolean hasNews;
    private boolean isBlocked;
    private long newestRequest;

    /** Whether the newest poll came here after the one before it, and once. */
    private boolean follows;

    /** The newest poll that the database has been told of, or that followed such a one; 0 while nobody can say. */
    private long known;

    private long openedNanos = System.nanoTime();

    /**
     * A poll has arrived. Says whether the two before it came here, too, and the last of them is known to the database or followed such a
     * one: then no other server has an open poll of this worker that the database takes for its newest.
     */
    synchronized boolean opened(long requestId) {
        boolean isNext = known > 0 && known == newestRequest && requestId == newestRequest + 1;
        if (requestId >= newestRequest) {
            follows = requestId == newestRequest + 1;
            known = isNext ? requestId : follows ? known : 0;
        }
        // The same poll again: its answer may not have arrived, so all that was in it is news once more.
        hasNews |= requestId == newestRequest && (isDraining || !ended.isEmpty() || !resolved.isEmpty());
        // A worker that holds nothing more does not renew: two polls later it has heard of the end of its claim.
        ended.values().removeIf(answered -> answered < requestId - 1);
        newestRequest = Math.max(newestRequest, requestId);
        openedNanos = System.nanoTime();
        return isNext;
    }

    /** The database has been told of a poll, and said what its worker may get. */
    synchronized void attempted(long requestId, Claimed claimed) {
        if (claimed.isNewest() && requestId == newestRequest) {
            known = follows ? requestId : 0;
            isBlocked = claimed.isBlocked();
        }
    }

    /** Whether a newer poll has arrived that counts: the database may not know of it. */
    synchronized boolean isOvertaken(long requestId) {
        return requestId < known;
    }

    /** Whether there is nothing that a poll would bring its worker, and nothing that keeps runs from it. */
    synchronized boolean isQuiet() {
        return !isBlocked && !isDraining && !hasNews;
    }

    synchronized boolean isNewest(long requestId) {
        return newestRequest == requestId;
    }

    synchronized boolean isOlderThan(Duration age) {
        return System.nanoTime() - openedNanos > age.toNanos();
    }

    synchronized void addEnded(EndedClaim claim) {
        hasNews |= ended.putIfAbsent(claim, NOT_YET) == null;
    }

    synchronized void addResolved(UUID runId) {
        resolved.put(runId, ++news);
        hasNews = true;
    }

    /** The worker is to take nothing more, for as long as its session lasts. */
    synchronized void drain() {
        hasNews |= !isDraining;
        isDraining = true;
    }

    /** Forgets those of the runs that were in an answer whose outcomes have all been taken, unless there is news of them since. */
    synchronized void keepResolved(Content answered, Set<UUID> untaken) {
        answered.resolved().forEach((runId, number) -> {
            if (!untaken.contains(runId) && resolved.remove(runId, number)) {
                told.keySet().removeIf(step -> step.runId().equals(runId));
            }
        });
    }

    /** With which answer each outcome was told last, so that those come first that have waited longest for one. */
    synchronized Map<StepRef, Long> told() {
        return Map.copyOf(told);
    }

    /** Notes what goes into an answer. Where not all of it fits there is news for the next one, until each has been told once. */
    synchronized void tell(Untaken untaken) {
        answers++;
        for (Resolved outcome : untaken.outcomes()) {
            StepRef step = new StepRef(outcome.runId(), outcome.outcome().step());
            hasNews |= told.put(step, answers) == null && !untaken.isAll();
        }
    }

    /** The worker no longer lists what it was told to drop, nor what it has let go. */
    synchronized void keepEnded(Set<UUID> listed) {
        ended.keySet().removeIf(claim -> !listed.contains(claim.runId()));
        told.keySet().removeIf(step -> !listed.contains(step.runId()));
    }

    synchronized boolean hasNews() {
        return hasNews;
    }

    /** What goes into an answer now. */
    synchronized Content take() {
        hasNews = false;
        ended.replaceAll((claim, answered) -> Math.min(answered, newestRequest));
        return new Content(new ArrayList<>(ended.keySet()), Map.copyOf(resolved), isDraining);
    }

    /** Claims that have ended, runs of which a wait has resolved, and whether the worker is to take nothing more. */
    record Content(List<EndedClaim> ended, Map<UUID, Long> resolved, boolean isDraining) {}
}
