package dev.kagzi.server.lease;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.lease.ClaimRequest.Line;
import dev.kagzi.server.run.NewRun;
import dev.kagzi.server.run.TransitionLog;
import dev.kagzi.server.run.WaitingWorkers;
import dev.kagzi.server.settings.ServerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Hands new runs over to polls that wait here: they are stored under their first claim, so that no second transaction and no signal is
 * needed. A poll that waits has looked and found nothing, so nobody is overtaken.
 */
@Component
class HandOvers implements WaitingWorkers {

    private static final long FIRST_CLAIM = 1;

    private final Polls polls;
    private final ClaimRepository repository;
    private final LeaseMeters meters;
    private final Duration leaseDuration;
    private final Duration unconfirmed;

    HandOvers(Polls polls, ClaimRepository repository, LeaseMeters meters, ServerSettings settings) {
        this.polls = polls;
        this.repository = repository;
        this.meters = meters;
        this.leaseDuration = settings.leaseDuration();
        this.unconfirmed = Leases.unconfirmed(leaseDuration);
    }

    @Override
    public Optional<Waiting> find(UUID namespaceId, Set<String> workflows, Instant now, long begunNanos) {
        Optional<HandOver> found = polls.take(namespaceId, workflows).map(poll -> new HandOver(poll, now, begunNanos));
        found.ifPresent(TransactionSynchronizationManager::registerSynchronization);
        return found.filter(HandOver::isForItsNewestPoll).map(Waiting.class::cast);
    }

    /** The runs of one transaction that go to one poll. */
    private final class HandOver implements Waiting, TransactionSynchronization {

        private final OpenPoll poll;
        private final ClaimRequest request;
        private final Instant now;
        private final Duration lease;
        private final Duration leaseFor;
        private final Map<UUID, FirstClaim> claims = new HashMap<>();
        private final Map<String, Integer> taken = new HashMap<>();
        private long bytes;
        private boolean isTaken;
        private List<ClaimedRun> runs = List.of();

        HandOver(OpenPoll poll, Instant now, long begunNanos) {
            this.poll = poll;
            this.request = poll.request();
            this.now = now;
            this.lease = request.confirms() ? unconfirmed : leaseDuration;
            this.leaseFor = request.leaseFor(lease, begunNanos);
        }

        boolean isForItsNewestPoll() {
            isTaken = repository.takeSession(
                    request.namespaceId(), request.workerId(), request.requestId(), poll.isNoted());
            return isTaken;
        }

        @Override
        public Optional<FirstClaim> claim(NewRun run) {
            Payload input = run.input().payload();
            bytes += input == null ? 0 : input.size();
            return !claims.isEmpty() && bytes > ClaimRepository.MAX_INPUT_BYTES ? Optional.empty() : place(run);
        }

        private Optional<FirstClaim> place(NewRun run) {
            return request.lines().stream()
                    .filter(line -> line.stored().equals(run.workflow()) && line.version() == run.version())
                    .filter(line -> claims.size() < request.free() && taken(line) < line.free())
                    .findFirst()
                    .map(line -> claim(run, line));
        }

        private int taken(Line line) {
            return taken.getOrDefault(line.workflow(), 0);
        }

        private FirstClaim claim(NewRun run, Line line) {
            FirstClaim claim = new FirstClaim(
                    request.workerId(), request.requestId(), line.runAs(), UUID.randomUUID(), now.plus(lease));
            claims.put(run.runId(), claim);
            taken.merge(line.workflow(), 1, Integer::sum);
            return claim;
        }

        @Override
        public void handOver(Collection<NewRun> stored) {
            runs = stored.stream().map(this::toRun).toList();
            stored.forEach(run -> TransitionLog.changed(
                    request.namespaceId(),
                    run.runId(),
                    run.workflow(),
                    RunStatus.PENDING,
                    RunStatus.RUNNING,
                    "claimed by worker " + request.workerId()));
        }

        private ClaimedRun toRun(NewRun run) {
            FirstClaim claim = Objects.requireNonNull(claims.get(run.runId()));
            return new ClaimedRun(
                    run.runId(),
                    FIRST_CLAIM,
                    new LeaseToken(FIRST_CLAIM, claim.leaseToken()).toString(),
                    leaseFor,
                    request.offeredName(run.workflow()).orElse(run.workflow()),
                    claim.version(),
                    run.input().payload(),
                    1,
                    run.maxAttempts(),
                    run.deadline(),
                    run.tags(),
                    run.id(),
                    now,
                    run.origin().scheduledAt(),
                    run.origin().trace().traceparent(),
                    null,
                    List.of(),
                    null);
        }

        @Override
        public void afterCompletion(int status) {
            if (status == STATUS_COMMITTED && isTaken) {
                poll.noted();
            }
            if (status == STATUS_COMMITTED && !runs.isEmpty()) {
                polls.served(poll, new Claimed(true, false, false, runs, false));
                meters.claimed(runs);
            } else if (status == STATUS_UNKNOWN && !runs.isEmpty()) {
                polls.failed(poll, new OutcomeUnknownException());
            } else {
                polls.notServed(poll);
            }
        }
    }
}
