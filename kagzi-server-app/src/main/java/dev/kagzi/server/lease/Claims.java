package dev.kagzi.server.lease;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.lease.ClaimCursors.Cursor;
import dev.kagzi.server.lease.ClaimRepository.Noted;
import dev.kagzi.server.lease.ClaimRepository.RunRow;
import dev.kagzi.server.lease.ClaimRepository.SessionRow;
import dev.kagzi.server.lease.EmptyLines.Look;
import dev.kagzi.server.limit.LimitedRun;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.TransitionLog;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes claims for polls. A claim is made only while the session's row says that the poll is its newest one. */
@Component
class Claims {

    private static final int MAX_HISTORY_BYTES = 2 * 1024 * 1024;

    private final ClaimRepository repository;
    private final Releases releases;
    private final Steps steps;
    private final Places places;
    private final WorkflowRegistry workflows;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final LeaseMeters meters;
    private final EmptyLines emptyLines;
    private final ClaimCursors cursors = new ClaimCursors(System::nanoTime);
    private final Duration leaseDuration;
    private final Duration unconfirmed;

    Claims(
            ClaimRepository repository,
            Releases releases,
            Steps steps,
            Places places,
            WorkflowRegistry workflows,
            Transactions transactions,
            DatabaseClock clock,
            ServerSettings settings,
            LeaseMeters meters,
            EmptyLines emptyLines) {
        this.repository = repository;
        this.releases = releases;
        this.steps = steps;
        this.places = places;
        this.workflows = workflows;
        this.transactions = transactions;
        this.clock = clock;
        this.meters = meters;
        this.emptyLines = emptyLines;
        this.leaseDuration = settings.leaseDuration();
        this.unconfirmed = Leases.unconfirmed(leaseDuration);
    }

    /** Takes note of a poll that has just arrived, and claims what there is for it. */
    Claimed arrive(ClaimRequest request) {
        return meters.time(() -> transactions.run(() -> {
            Lease lease = Lease.asked(request, leaseDuration);
            SessionRow session = repository
                    .lockSession(request.namespaceId(), request.workerId())
                    .orElseThrow(
                            () -> new ProblemException(
                                    ProblemCode.SESSION_UNKNOWN,
                                    "Worker '" + request.workerId() + "' has no open session. Open one with POST"
                                            + " /api/v1/worker/sessions and the same instanceId; what it holds stays with it."));
            return request.requestId() < session.requestId()
                    ? Claimed.OVERTAKEN
                    : claimOnce(request, session, lease, true);
        }));
    }

    /**
     * Claims for a poll that has been waiting: its worker may be gone by now, and nothing tells.
     *
     * @param isNoted whether the session's row was told of this poll when it arrived, or since
     */
    Claimed claim(ClaimRequest request, boolean isNoted) {
        return meters.time(() -> transactions.run(() -> {
            Lease lease = Lease.asked(request, request.confirms() ? unconfirmed : leaseDuration);
            return repository
                    .lockSession(request.namespaceId(), request.workerId())
                    .filter(session -> session.requestId() <= request.requestId())
                    .map(session ->
                            isNoted ? claim(request, session, lease, false) : claimOnce(request, session, lease, false))
                    .orElse(Claimed.OVERTAKEN);
        }));
    }

    /**
     * The lease of a claim.
     *
     * @param lasts from the moment the session's row is read
     * @param told to its worker, which counts from its request: asked for before that moment, so that nobody counts on more than there is
     */
    private record Lease(Duration lasts, Duration told) {

        static Lease asked(ClaimRequest request, Duration lasts) {
            return new Lease(lasts, request.leaseFor(lasts, System.nanoTime()));
        }
    }

    /** Notes polls that have arrived without being told to the database; those that are not in the answer have to be noted again. */
    List<Noted> note(Map<WorkerKey, Long> polls) {
        return repository.note(polls, clock.shift());
    }

    /** Gives back what was claimed for a poll that had ended when the claim was made. */
    void giveBack(ClaimRequest request, List<ClaimedRun> runs) {
        List<UUID> runIds = runs.stream().map(ClaimedRun::runId).toList();
        transactions.run(() -> {
            List<Release> given = releases.lockClaimedFor(request, runIds).stream()
                    .map(Release::given)
                    .toList();
            releases.write(request.namespaceId(), given, clock.now());
            return given.size();
        });
    }

    /** Claims for a poll unless that was done before, here or on another server: then it gets the same runs. */
    private Claimed claimOnce(ClaimRequest request, SessionRow session, Lease lease, boolean isHeardOf) {
        if (request.requestId() == session.requestId()) {
            Instant now = clock.toView(session.readAt());
            List<RunRow> again = repository.claimedFor(
                    request.namespaceId(), request.workerId(), request.requestId(), now, now.plus(lease.lasts()));
            if (!again.isEmpty()) {
                UUID suspect = session.suspect();
                repository.updateSession(
                        request.namespaceId(),
                        request.workerId(),
                        request.requestId(),
                        suspect,
                        isHeardOf ? now : null);
                return new Claimed(
                        true, suspect != null, session.isDraining(), toRuns(request, again, lease.told()), true);
            }
        }
        return claim(request, session, lease, isHeardOf);
    }

    private Claimed claim(ClaimRequest request, SessionRow session, Lease lease, boolean isHeardOf) {
        Instant now = clock.toView(session.readAt());
        Instant seenAt = isHeardOf ? now : null;
        UUID suspect = session.suspect();
        boolean isBlocked =
                suspect != null && repository.isSuspectHeld(request.namespaceId(), request.workerId(), suspect);
        boolean getsNothing = isBlocked || session.isDraining();
        List<RunRow> rows = List.of();
        if (getsNothing || request.free() < 1 || request.lines().isEmpty()) {
            repository.updateSession(
                    request.namespaceId(), request.workerId(), request.requestId(), isBlocked ? suspect : null, seenAt);
        } else {
            rows = take(request, now, now.plus(lease.lasts()), seenAt);
        }
        places.begin(request.namespaceId(), rows.stream().flatMap(Claims::begun).toList());
        for (RunRow row : rows) {
            TransitionLog.changed(
                    request.namespaceId(),
                    row.runId(),
                    row.workflow(),
                    RunStatus.PENDING,
                    RunStatus.RUNNING,
                    "claimed by worker " + request.workerId());
        }
        List<ClaimedRun> runs = toRuns(request, rows, lease.told());
        // Here and not where the poll is answered: the same poll again is answered with the same claims.
        Transactions.afterCommit(() -> meters.claimed(runs));
        boolean hasSuspect = isBlocked || rows.stream().anyMatch(RunRow::isSuspect);
        return new Claimed(true, hasSuspect, session.isDraining(), runs, false);
    }

    private List<RunRow> take(ClaimRequest request, Instant now, Instant until, @Nullable Instant seenAt) {
        Cursor cursor = cursors.of(request);
        Look look = emptyLines.begin(request);
        List<RunRow> rows = repository.claim(request, cursor.after(), now, until, seenAt);
        if (rows.isEmpty() && !cursor.after().isEmpty()) {
            rows = repository.claim(request, Map.of(), now, until, seenAt);
        }
        if (rows.isEmpty()) {
            emptyLines.foundNothing(request, look);
        } else {
            emptyLines.foundSome(request);
        }
        List<RunRow> taken = rows;
        // A claim that is rolled back leaves its runs in line.
        Transactions.afterCommit(() -> cursors.claimed(request, cursor, taken));
        return rows;
    }

    private static Stream<LimitedRun> begun(RunRow row) {
        return row.limitKey() == null || !row.isFirstClaim()
                ? Stream.empty()
                : Stream.of(new LimitedRun(row.runId(), row.workflow(), row.limitKey()));
    }

    private List<ClaimedRun> toRuns(ClaimRequest request, List<RunRow> rows, Duration leaseFor) {
        List<ClaimedRun> runs = new ArrayList<>(rows.size());
        long bytes = 0;
        for (RunRow row : rows) {
            StepPage history = !row.hasSteps()
                    ? new StepPage(List.of(), null)
                    : bytes > MAX_HISTORY_BYTES
                            ? Steps.NOTHING_YET
                            : steps.history(request.namespaceId(), row.runId(), null);
            bytes += history.steps().stream().mapToLong(Claims::size).sum();
            runs.add(toRun(request, row, history, leaseFor));
        }
        return runs;
    }

    private static long size(HistoryStep step) {
        return 200 + (step.output() == null ? 0 : step.output().size());
    }

    private ClaimedRun toRun(ClaimRequest request, RunRow row, StepPage history, Duration leaseFor) {
        return new ClaimedRun(
                row.runId(),
                row.token().claim(),
                row.token().toString(),
                leaseFor,
                request.offeredName(row.workflow())
                        .orElseGet(() -> workflows.nameOf(request.namespaceId(), row.workflow())),
                row.version(),
                row.input(),
                row.attempt(),
                row.maxAttempts(),
                row.deadline(),
                row.tags(),
                row.id(),
                row.startedAt(),
                row.scheduledAt(),
                row.traceparent(),
                row.ending(),
                history.steps(),
                history.moreSteps());
    }
}
