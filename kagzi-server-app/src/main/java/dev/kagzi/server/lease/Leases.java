package dev.kagzi.server.lease;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.Renew;
import dev.kagzi.protocol.worker.Renewed;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.lease.ReleaseRepository.Holder;
import dev.kagzi.server.lease.ResolvedWaitRepository.Untaken;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunMeters;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.worker.Sessions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Leases: renewed by their workers, given back, or expired. Expiry is absolute; a renewal starts the lease anew and adds nothing to it. */
@Component
public class Leases {

    /** Of the database and {@code clock.now}. */
    public static final String IS_ANY_EXPIRED = ReleaseRepository.IS_ANY_EXPIRED;

    /** Of the database. */
    public static final String IS_ANY_DRAINING = ClaimRepository.IS_ANY_DRAINING;

    private static final int EXPIRED_AT_ONCE = 500;
    private static final int UNCONFIRMED_PER_LEASE = 6;
    private static final Duration SHORTEST_UNCONFIRMED = Duration.ofSeconds(2);

    private final ReleaseRepository repository;
    private final LeaseRepository runs;
    private final Releases releases;
    private final ResolvedWaitRepository resolvedWaits;
    private final Sessions sessions;
    private final Polls polls;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final ServerSettings settings;
    private final LeaseMeters meters;
    private final RunMeters runMeters;

    Leases(
            ReleaseRepository repository,
            LeaseRepository runs,
            Releases releases,
            ResolvedWaitRepository resolvedWaits,
            Sessions sessions,
            Polls polls,
            Transactions transactions,
            DatabaseClock clock,
            ServerSettings settings,
            LeaseMeters meters,
            RunMeters runMeters) {
        this.repository = repository;
        this.runs = runs;
        this.releases = releases;
        this.resolvedWaits = resolvedWaits;
        this.sessions = sessions;
        this.polls = polls;
        this.transactions = transactions;
        this.clock = clock;
        this.settings = settings;
        this.meters = meters;
        this.runMeters = runMeters;
    }

    /** How long a claim holds that may have been made for a worker that is gone, until it is renewed: never longer than a whole lease. */
    static Duration unconfirmed(Duration leaseDuration) {
        Duration part = leaseDuration.dividedBy(UNCONFIRMED_PER_LEASE);
        Duration enough = part.compareTo(SHORTEST_UNCONFIRMED) < 0 ? SHORTEST_UNCONFIRMED : part;
        return enough.compareTo(leaseDuration) < 0 ? enough : leaseDuration;
    }

    /** Renews what the worker lists, and releases what it holds without listing it. */
    Renewed renew(UUID namespaceId, UUID workerId, Renew request) {
        Set<UUID> listed = new HashSet<>(request.runs());
        Optional<Inbox> inbox = polls.inbox(new WorkerKey(namespaceId, workerId));
        inbox.ifPresent(known -> known.keepEnded(listed));
        return transactions.run(() -> {
            Instant now = clock.now();
            boolean isDraining = sessions.touch(namespaceId, workerId, now)
                    .orElseThrow(() -> new ProblemException(
                            ProblemCode.SESSION_UNKNOWN,
                            "Worker '" + workerId + "' has no open session. Open it again."));
            List<UUID> renewed =
                    repository.renew(namespaceId, workerId, listed, now, now.plus(settings.leaseDuration()));
            releases.write(
                    namespaceId,
                    repository.lockUnlisted(namespaceId, workerId, listed, request.answered()).stream()
                            .map(Release::given)
                            .toList(),
                    now);
            Untaken untaken = resolvedWaits.find(
                    namespaceId,
                    resolvedWaits.claimsOf(namespaceId, workerId, renewed),
                    inbox.map(Inbox::told).orElse(Map.of()));
            inbox.ifPresent(known -> known.tell(untaken));
            Set<UUID> lost = new HashSet<>(listed);
            renewed.forEach(lost::remove);
            List<EndedClaim> cancelled = runs.endedClaims(namespaceId, workerId, lost);
            return new Renewed(
                    settings.leaseDuration(),
                    lost.stream().map(Renewed.Lost::new).toList(),
                    untaken.outcomes(),
                    cancelled,
                    isDraining ? true : null,
                    now);
        });
    }

    /** Closes a worker's session and gives back at once whatever it still holds. */
    void close(UUID namespaceId, UUID workerId) {
        transactions.run(() -> {
            // Before it looks what the worker holds: a claim that is just being made is seen, and none comes after.
            boolean closed = sessions.close(namespaceId, workerId);
            releases.write(
                    namespaceId,
                    repository.lockUnlisted(namespaceId, workerId, Set.of(), Long.MAX_VALUE).stream()
                            .map(Release::given)
                            .toList(),
                    clock.now());
            return closed;
        });
        polls.forget(new WorkerKey(namespaceId, workerId));
    }

    /** Serves the polls that wait here with whatever can be claimed. */
    public void lookForWaitingPolls() {
        polls.look();
    }

    /** Tells workers that poll here that they were asked to drain: what a lost signal would have told. */
    public void tellDraining() {
        polls.tellDraining();
    }

    /** Whether the worker has a claim of this run. */
    boolean isHeldBy(UUID namespaceId, UUID workerId, UUID runId) {
        return repository.isHeldBy(namespaceId, workerId, runId);
    }

    /**
     * Ends leases that have expired.
     *
     * @param counts whether the workers are to blame for it
     * @return how many
     */
    public int expire(boolean counts) {
        int expired = 0;
        for (Holder holder : repository.holdersOfExpired(clock.now(), EXPIRED_AT_ONCE)) {
            expired += transactions.run(() -> expire(holder, counts));
        }
        meters.expired(expired);
        return expired;
    }

    private int expire(Holder holder, boolean counts) {
        Instant now = clock.now();
        List<Release> expired = repository.lockExpired(holder, now, EXPIRED_AT_ONCE).stream()
                .map(run -> Release.expired(run, now, counts))
                .toList();
        releases.write(holder.namespaceId(), expired, now);
        if (counts) {
            expired.forEach(release ->
                    runMeters.leaseLost(holder.namespaceId(), release.run().workflow()));
        }
        return expired.size();
    }
}
