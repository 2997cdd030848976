package dev.kagzi.test.server;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.test.server.Workflows.Known;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes claims for polls. */
final class Claims {

    private static final int PAGE_BYTES = 256 * 1024;
    private static final int PAGE_STEPS = 2_000;
    private static final int STEP_BYTES = 200;

    /** As the line of claimable runs is ordered. */
    private static final Comparator<StoredRun> LINE =
            Comparator.comparing(StoredRun::claimOrder).thenComparing(run -> run.runId.toString());

    private final State state;

    Claims(State state) {
        this.state = state;
    }

    /** The runs that this very poll has been given before: its answer is on its way once more. */
    List<ClaimedRun> again(WorkerSession session, Poll poll) {
        Instant now = state.now();
        List<StoredRun> held = state.runs.values().stream()
                .filter(run -> run.isHeld()
                        && session.workerId.equals(run.workerId)
                        && run.requestId == poll.requestId()
                        && run.leaseExpiresAt != null
                        && run.leaseExpiresAt.isAfter(now))
                .sorted(LINE)
                .toList();
        held.forEach(run -> run.leaseExpiresAt = now.plus(state.settings.leaseDuration()));
        return held.stream().map(run -> toRun(run, poll)).toList();
    }

    /** Claims what fits. */
    List<ClaimedRun> claim(WorkerSession session, Poll poll) {
        StoredRun suspect = session.suspect == null ? null : state.runs.get(session.suspect);
        boolean isBlocked = suspect != null
                && suspect.isHeld()
                && session.workerId.equals(suspect.workerId)
                && suspect.expiredClaims >= Waking.SUSPECT_AFTER;
        if (!isBlocked) {
            session.suspect = null;
        }
        if (isBlocked || session.draining || poll.free() < 1) {
            return List.of();
        }
        Instant now = state.now();
        List<ClaimedRun> claimed = new ArrayList<>();
        for (Candidate candidate : pick(poll)) {
            StoredRun run = candidate.run();
            run.version = candidate.version();
            run.claimedBy(session.workerId, poll.requestId(), now, now.plus(state.settings.leaseDuration()));
            if (run.expiredClaims >= Waking.SUSPECT_AFTER) {
                session.suspect = run.runId;
            }
            claimed.add(toRun(run, poll));
        }
        return claimed;
    }

    /** A claimable run, and the version it would be executed as. */
    private record Candidate(StoredRun run, int version, String offered) {}

    private List<Candidate> pick(Poll poll) {
        Map<String, Integer> left = new HashMap<>();
        List<Candidate> fitting = new ArrayList<>();
        for (Candidate candidate : inLine(poll)) {
            int free = left.computeIfAbsent(candidate.offered(), name -> free(poll, name));
            if (free > 0 && fitting.size() < poll.free()) {
                left.put(candidate.offered(), free - 1);
                fitting.add(candidate);
            }
        }
        if (!fitting.isEmpty() && isSuspect(fitting.get(0))) {
            return fitting.subList(0, 1);
        }
        return fitting.stream().filter(candidate -> !isSuspect(candidate)).toList();
    }

    private static boolean isSuspect(Candidate candidate) {
        return candidate.run().expiredClaims >= Waking.SUSPECT_AFTER;
    }

    private static int free(Poll poll, String offered) {
        return poll.workflows().stream()
                .filter(wanted -> wanted.name().equals(offered))
                .mapToInt(Poll.Wanted::free)
                .max()
                .orElse(0);
    }

    private List<Candidate> inLine(Poll poll) {
        return state.runs.values().stream()
                .filter(run -> run.status == RunStatus.PENDING && run.claimable && !run.isHeldBack())
                .sorted(LINE)
                .flatMap(run -> candidate(run, poll).stream())
                .toList();
    }

    private Optional<Candidate> candidate(StoredRun run, Poll poll) {
        for (Poll.Wanted wanted : poll.workflows()) {
            Known known = state.workflows.find(wanted.name()).orElse(null);
            if (known == null || wanted.versions().isEmpty() || !known.names().contains(run.workflow)) {
                continue;
            }
            int highest = Collections.max(wanted.versions());
            if (run.version == 0
                    ? highest >= state.highestLive(known.name())
                    : wanted.versions().contains(run.version)) {
                return Optional.of(new Candidate(run, run.version == 0 ? highest : run.version, wanted.name()));
            }
        }
        return Optional.empty();
    }

    private ClaimedRun toRun(StoredRun run, Poll poll) {
        StepPage history = history(run, null);
        return new ClaimedRun(
                run.runId,
                run.claim,
                run.leaseToken(),
                state.settings.leaseDuration(),
                offeredName(run, poll),
                run.version,
                run.input,
                run.attempt,
                run.maxAttempts,
                run.deadline,
                Map.copyOf(run.tags),
                run.id,
                run.startedAt == null ? run.createdAt : run.startedAt,
                run.origin.scheduledAt(),
                null,
                run.ending,
                history.steps(),
                history.moreSteps());
    }

    /** While a rename is rolled out it may be the old one. */
    private String offeredName(StoredRun run, Poll poll) {
        return poll.workflows().stream()
                .map(Poll.Wanted::name)
                .filter(name -> state.workflows
                        .find(name)
                        .filter(known -> known.names().contains(run.workflow))
                        .isPresent())
                .findFirst()
                .orElseGet(() -> state.workflows.nameOf(run.workflow));
    }

    /** A page of a run's history for its worker, in call order per branch. */
    StepPage history(StoredRun run, @Nullable String after) {
        List<StoredStep> all = run.inCallOrder();
        int from = after == null ? 0 : place(after);
        int to = from;
        int bytes = 0;
        while (to < all.size() && to - from < PAGE_STEPS && (to == from || bytes + size(all.get(to)) <= PAGE_BYTES)) {
            bytes += size(all.get(to++));
        }
        List<HistoryStep> steps = all.subList(from, to).stream()
                .filter(StoredStep::isHistory)
                .map(StoredStep::history)
                .toList();
        return new StepPage(steps, to < all.size() ? Integer.toString(to) : null);
    }

    private static int place(String after) {
        try {
            return Integer.parseInt(after);
        } catch (NumberFormatException e) {
            throw new RefusedException(
                    ProblemCode.INVALID_CURSOR,
                    "'after' is '" + after + "'; it has to be the 'moreSteps' of the page before.");
        }
    }

    private static int size(StoredStep step) {
        return STEP_BYTES + (step.output() == null ? 0 : step.output().size());
    }

    /** Whether the worker has a claim of the run. */
    static boolean isHeldBy(StoredRun run, UUID workerId) {
        return run.isHeld() && workerId.equals(run.workerId);
    }
}
