package dev.kagzi.test.server;

import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A worker's session, and what the worker has to be told. */
final class WorkerSession {

    private static final long NOT_YET = Long.MAX_VALUE;

    final UUID workerId;
    final Instant openedAt;
    OpenSession declaration;
    Instant lastSeenAt;
    long requestId;
    boolean draining;

    @Nullable UUID suspect;

    /** Claims that have ended although the worker holds them, each with the poll that was first answered with it. */
    private final Map<EndedClaim, Long> ended = new LinkedHashMap<>();

    private final Set<Resolved> told = new HashSet<>();
    private boolean mustRepeatEnds;
    private boolean hasHeardOfDrain;

    WorkerSession(UUID workerId, OpenSession declaration, Instant now) {
        this.workerId = workerId;
        this.declaration = declaration;
        this.openedAt = now;
        this.lastSeenAt = now;
    }

    List<WorkflowOffer> offers() {
        return declaration.workflows();
    }

    void ended(EndedClaim claim) {
        ended.putIfAbsent(claim, NOT_YET);
    }

    /** The worker no longer holds others than these. */
    void keepEnded(Set<UUID> held) {
        ended.keySet().removeIf(claim -> !held.contains(claim.runId()));
    }

    /** A poll has arrived: what the answer to the same one said is news once more. */
    void arrived(long request) {
        ended.values().removeIf(answered -> answered < request - 1);
        if (request == requestId) {
            mustRepeatEnds = !ended.isEmpty();
            told.clear();
            hasHeardOfDrain = false;
        }
        requestId = request;
    }

    /** Whether there is anything that has not been in an answer yet. */
    boolean hasNews(List<Resolved> resolved) {
        return mustRepeatEnds
                || ended.containsValue(NOT_YET)
                || draining && !hasHeardOfDrain
                || !told.containsAll(resolved);
    }

    PollAnswer answer(List<ClaimedRun> runs, List<Resolved> resolved) {
        ended.replaceAll((claim, answered) -> Math.min(answered, requestId));
        mustRepeatEnds = false;
        told.clear();
        told.addAll(resolved);
        hasHeardOfDrain = draining;
        return new PollAnswer(runs, resolved, List.copyOf(ended.keySet()), draining ? true : null);
    }
}
