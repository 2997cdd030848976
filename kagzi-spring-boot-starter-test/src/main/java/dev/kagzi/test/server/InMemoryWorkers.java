package dev.kagzi.test.server;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.PollAnswer;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.ReportResults;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.StepPage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The worker protocol, and the endpoints under {@code /api/v1/workers}. */
public final class InMemoryWorkers {

    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

    private final State state;
    private final Turn turn;
    private final Sessions sessions;
    private final Claims claims;
    private final Reports reports;

    InMemoryWorkers(State state, Turn turn, Sessions sessions, Claims claims, Reports reports) {
        this.state = state;
        this.turn = turn;
        this.sessions = sessions;
        this.claims = claims;
        this.reports = reports;
    }

    /** {@code POST /worker/sessions} */
    public Session open(OpenSession request) {
        return turn.change(() -> sessions.open(request));
    }

    /** {@code POST …/poll}; the wait passes in real time. */
    public PollAnswer poll(UUID workerId, Poll poll) {
        Sessions.check(poll);
        List<ClaimedRun> runs = new ArrayList<>(turn.change(() -> arrive(workerId, poll)));
        turn.await(Objects.requireNonNullElse(poll.waitFor(), DEFAULT_WAIT), () -> isServed(workerId, poll, runs));
        return turn.change(() -> {
            WorkerSession session = state.sessions.get(workerId);
            return session == null
                    ? new PollAnswer(runs, List.of(), List.of(), null)
                    : session.answer(runs, sessions.resolved(workerId));
        });
    }

    private List<ClaimedRun> arrive(UUID workerId, Poll poll) {
        WorkerSession session = sessions.require(workerId);
        if (poll.requestId() < session.requestId) {
            return List.of();
        }
        session.arrived(poll.requestId());
        session.lastSeenAt = state.now();
        List<ClaimedRun> again = claims.again(session, poll);
        return again.isEmpty() ? claims.claim(session, poll) : again;
    }

    /** Claims what there is by now, while the poll is its session's newest. */
    private boolean isServed(UUID workerId, Poll poll, List<ClaimedRun> runs) {
        WorkerSession session = state.sessions.get(workerId);
        if (session == null || session.requestId != poll.requestId() || !runs.isEmpty()) {
            return true;
        }
        runs.addAll(claims.claim(session, poll));
        return !runs.isEmpty() || session.hasNews(sessions.resolved(workerId));
    }

    /** {@code POST …/reports} */
    public ReportResults report(UUID workerId, List<Report> request) {
        return turn.change(() -> reports.accept(request));
    }

    /** {@code POST …/renew} */
    public Renewed renew(UUID workerId, Renew request) {
        return turn.change(() -> sessions.renew(workerId, request));
    }

    /** {@code DELETE /worker/sessions/{workerId}} */
    public void close(UUID workerId) {
        turn.change(() -> {
            sessions.close(workerId);
            return true;
        });
    }

    /** {@code GET …/runs/{runId}/steps} */
    public StepPage moreSteps(UUID workerId, UUID runId, @Nullable String after) {
        return turn.read(() -> {
            StoredRun run = state.runs.get(runId);
            if (run == null || !Claims.isHeldBy(run, workerId)) {
                throw new RefusedException(
                        ProblemCode.RUN_NOT_FOUND, "Worker '" + workerId + "' does not hold run '" + runId + "'.");
            }
            return claims.history(run, after);
        });
    }

    /** {@code GET /workers} */
    public Page<WorkerSnapshot> list(Pages page) {
        return turn.read(() ->
                page.of("workers", sessions.all(), worker -> worker.workerId().toString()));
    }

    /** {@code GET /workers/{workerId}} */
    public WorkerSnapshot get(UUID workerId) {
        return turn.read(() -> sessions.find(workerId));
    }

    /** {@code POST /workers/{workerId}/drain} */
    public WorkerSnapshot drain(UUID workerId) {
        return turn.change(() -> sessions.drain(workerId));
    }
}
