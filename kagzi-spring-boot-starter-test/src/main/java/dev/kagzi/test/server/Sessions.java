package dev.kagzi.test.server;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.protocol.worker.Resolved;
import dev.kagzi.protocol.worker.Session;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Sessions of workers: opened, renewed, asked to drain, closed. */
final class Sessions {

    private static final int MAX_FREE = 100_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int MAX_EVENTS = 100;
    private static final int MAX_ALIASES = 20;

    private final State state;
    private final Schedules schedules;

    Sessions(State state, Schedules schedules) {
        this.state = state;
        this.schedules = schedules;
    }

    Session open(OpenSession request) {
        check(request);
        Instant now = state.now();
        WorkerSession session = state.sessions.values().stream()
                .filter(open -> open.declaration.instanceId().equals(request.instanceId()))
                .findFirst()
                .orElseGet(() -> new WorkerSession(UuidCreator.getTimeOrderedEpoch(), request, now));
        session.declaration = request;
        session.lastSeenAt = now;
        state.sessions.put(session.workerId, session);
        state.workflows.declare(request.workflows(), session.openedAt);
        request.workflows().stream()
                .map(WorkflowOffer::name)
                .distinct()
                .filter(name -> state.workflows.find(name).isPresent())
                .forEach(state.places::bringUnder);
        schedules.follow(state.workflows.withoutOldNames(request.workflows()), session.openedAt);
        return new Session(session.workerId, state.settings.leaseDuration(), state.settings.renewInterval(), now);
    }

    private void check(OpenSession request) {
        Checks checks = new Checks()
                .text("/application", request.application(), Checks.LABEL)
                .text("/applicationVersion", request.applicationVersion(), Checks.LABEL)
                .text("/hostname", request.hostname(), Checks.LABEL)
                .text("/sdkVersion", request.sdkVersion(), Checks.LABEL)
                .tags("/labels", request.labels())
                .require(request.slots() == null || request.slots() >= 1, "/slots", "is at least 1");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < request.workflows().size(); i++) {
            WorkflowOffer offer = request.workflows().get(i);
            check(offer, "/workflows/" + i, checks);
            checks.require(
                    seen.add(offer.name() + " " + offer.version()), "/workflows/" + i, "is declared a second time");
        }
        for (int i = 0; i < request.workflows().size(); i++) {
            Limits limits = request.workflows().get(i).limits();
            if (limits != null) {
                LimitChecks.check(checks, "/workflows/" + i + "/limits", limits);
            }
        }
        schedules.check(request.workflows(), checks);
        checks.done();
    }

    private static void check(WorkflowOffer offer, String pointer, Checks checks) {
        checks.addressable(pointer + "/name", offer.name())
                .require(offer.version() >= 1, pointer + "/version", "is at least 1")
                .require(offer.timeout() == null || !offer.timeout().isZero(), pointer + "/timeout", "is more than 0");
        List<String> events = Workflows.eventsOf(offer);
        checks.require(events.size() <= MAX_EVENTS, pointer + "/on", "names too many events");
        for (int i = 0; i < events.size(); i++) {
            checks.text(pointer + "/on/" + i, events.get(i), Checks.NAME);
        }
        List<String> aliases = Objects.requireNonNullElse(offer.aliases(), List.of());
        checks.require(aliases.size() <= MAX_ALIASES, pointer + "/aliases", "are too many");
        for (int i = 0; i < aliases.size(); i++) {
            checks.addressable(pointer + "/aliases/" + i, aliases.get(i));
        }
    }

    WorkerSession require(UUID workerId) {
        WorkerSession session = state.sessions.get(workerId);
        if (session == null) {
            throw new RefusedException(
                    ProblemCode.SESSION_UNKNOWN,
                    "Worker '" + workerId + "' has no open session. Open one with the same instanceId.");
        }
        return session;
    }

    static void check(Poll poll) {
        Checks checks = new Checks()
                .require(poll.requestId() >= 1, "/requestId", "is at least 1")
                .require(poll.free() >= 0 && poll.free() <= MAX_FREE, "/free", "is between 0 and " + MAX_FREE)
                .require(
                        poll.waitFor() == null || poll.waitFor().compareTo(LONGEST_WAIT) <= 0,
                        "/wait",
                        "is at most 60 s");
        for (int i = 0; i < poll.workflows().size(); i++) {
            Poll.Wanted wanted = poll.workflows().get(i);
            checks.text("/workflows/" + i + "/name", wanted.name(), Checks.NAME)
                    .require(wanted.free() >= 0, "/workflows/" + i + "/free", "is not negative")
                    .require(
                            wanted.versions().stream().allMatch(version -> version >= 1),
                            "/workflows/" + i + "/versions",
                            "are at least 1");
        }
        checks.done();
    }

    Renewed renew(UUID workerId, Renew request) {
        WorkerSession session = require(workerId);
        Instant now = state.now();
        session.lastSeenAt = now;
        Set<UUID> listed = new HashSet<>(request.runs());
        session.keepEnded(listed);
        Set<UUID> lost = new HashSet<>(listed);
        for (StoredRun run : List.copyOf(state.runs.values())) {
            if (!Claims.isHeldBy(run, workerId)) {
                continue;
            }
            boolean isLive = run.leaseExpiresAt != null && run.leaseExpiresAt.isAfter(now);
            if (listed.contains(run.runId) && isLive) {
                run.leaseExpiresAt = now.plus(state.settings.leaseDuration());
                lost.remove(run.runId);
            } else if (!listed.contains(run.runId) && run.requestId <= request.answered()) {
                Waking.release(run, now);
            }
        }
        return new Renewed(
                state.settings.leaseDuration(),
                lost.stream().map(Renewed.Lost::new).toList(),
                resolved(workerId).stream()
                        .filter(outcome -> listed.contains(outcome.runId()) && !lost.contains(outcome.runId()))
                        .toList(),
                ended(workerId, lost),
                session.draining ? true : null,
                now);
    }

    /** Of these runs, the claims of this worker that somebody else has ended. */
    private List<EndedClaim> ended(UUID workerId, Set<UUID> runs) {
        return runs.stream()
                .map(state.runs::get)
                .filter(Objects::nonNull)
                .filter(run -> workerId.equals(run.workerId)
                        && (run.claimEnd == ClaimEnd.CANCELLED || run.claimEnd == ClaimEnd.TIMED_OUT))
                .map(run -> new EndedClaim(run.runId, run.claim))
                .toList();
    }

    /** Outcomes that this worker has not gone on from. */
    List<Resolved> resolved(UUID workerId) {
        return state.runs.values().stream()
                .filter(run -> Claims.isHeldBy(run, workerId))
                .flatMap(run -> run.inCallOrder().stream()
                        .filter(StoredStep::untaken)
                        .map(step -> new Resolved(run.runId, run.claim, step.history())))
                .toList();
    }

    /** Ends a session, and gives back what it holds. */
    void close(UUID workerId) {
        state.sessions.remove(workerId);
        Instant now = state.now();
        List.copyOf(state.runs.values()).stream()
                .filter(run -> Claims.isHeldBy(run, workerId))
                .forEach(run -> Waking.release(run, now));
    }

    WorkerSnapshot drain(UUID workerId) {
        WorkerSession session = existing(workerId);
        session.draining = true;
        return snapshot(session);
    }

    WorkerSnapshot find(UUID workerId) {
        return snapshot(existing(workerId));
    }

    private WorkerSession existing(UUID workerId) {
        WorkerSession session = state.sessions.get(workerId);
        if (session == null) {
            throw new RefusedException(
                    ProblemCode.WORKER_NOT_FOUND, "There is no worker '%s' in this namespace.".formatted(workerId));
        }
        return session;
    }

    /** Those that started last first. */
    List<WorkerSnapshot> all() {
        return state.sessions.values().stream()
                .sorted((one, other) -> other.workerId.toString().compareTo(one.workerId.toString()))
                .map(this::snapshot)
                .toList();
    }

    private WorkerSnapshot snapshot(WorkerSession session) {
        OpenSession declared = session.declaration;
        WorkerSnapshot.Status live = session.draining ? WorkerSnapshot.Status.DRAINING : WorkerSnapshot.Status.ONLINE;
        return new WorkerSnapshot(
                session.workerId,
                declared.application(),
                declared.applicationVersion(),
                declared.hostname(),
                declared.pid(),
                declared.sdkVersion(),
                Objects.requireNonNullElse(declared.labels(), Map.of()),
                declared.slots(),
                (int) state.runs.values().stream()
                        .filter(run -> Claims.isHeldBy(run, session.workerId))
                        .count(),
                state.isOnline(session) ? live : WorkerSnapshot.Status.OFFLINE,
                session.lastSeenAt,
                session.offers().stream()
                        .map(offer -> new WorkerSnapshot.Offer(offer.name(), offer.version()))
                        .toList());
    }
}
