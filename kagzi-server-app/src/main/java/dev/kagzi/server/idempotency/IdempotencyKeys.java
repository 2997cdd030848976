package dev.kagzi.server.idempotency;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.idempotency.IdempotencyRepository.Row;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.web.RepeatedRequests;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The keys of requests, kept for a day. */
@Component
public class IdempotencyKeys implements RepeatedRequests {

    private static final Duration KEPT = Duration.ofDays(1);
    private static final int REMOVED_AT_ONCE = 1_000;

    /** Longer than any request is worked on: one that has no answer by then has lost its server. */
    private static final Duration LONGEST_REQUEST = Duration.ofMinutes(1);

    private final IdempotencyRepository repository;
    private final Namespaces namespaces;
    private final Transactions transactions;
    private final DatabaseClock clock;

    IdempotencyKeys(
            IdempotencyRepository repository, Namespaces namespaces, Transactions transactions, DatabaseClock clock) {
        this.repository = repository;
        this.namespaces = namespaces;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Known begin(Keyed request) {
        UUID namespaceId = namespaceId(request);
        UUID freshId = UuidCreator.getTimeOrderedEpoch();
        try {
            return begin(namespaceId, request, freshId);
        } catch (OutcomeUnknownException e) {
            // Its key may be noted, and would keep the caller out for as long as a request is worked on.
            return begin(namespaceId, request, freshId);
        }
    }

    private Known begin(UUID namespaceId, Keyed request, UUID freshId) {
        return transactions.run(() -> {
            Instant now = clock.now();
            if (repository.insert(namespaceId, request, freshId, now)) {
                return new Known.First(freshId, false);
            }
            return repository
                    .lock(namespaceId, request.key())
                    .map(row -> row.freshId().equals(freshId)
                            ? new Known.First(freshId, false)
                            : known(namespaceId, request, row, now))
                    // It was there a moment ago and is forgotten: whoever asks again is the first.
                    .orElseGet(Known.InProgress::new);
        });
    }

    private Known known(UUID namespaceId, Keyed request, Row row, Instant now) {
        if (!MessageDigest.isEqual(row.fingerprint(), request.fingerprint())) {
            return new Known.Another();
        } else if (row.answer() != null) {
            return new Known.Answered(row.answer());
        } else if (row.beganAt().isAfter(now.minus(LONGEST_REQUEST))) {
            return new Known.InProgress();
        }
        repository.beginAgain(namespaceId, request.key(), now);
        return new Known.First(row.freshId(), true);
    }

    @Override
    public void keep(Keyed request, Answer answer) {
        UUID namespaceId = namespaceId(request);
        transactions.run(() -> repository.keep(namespaceId, request.key(), answer));
    }

    @Override
    public void forget(Keyed request) {
        UUID namespaceId = namespaceId(request);
        transactions.run(() -> repository.remove(namespaceId, request.key()));
    }

    @Override
    public void release(Keyed request) {
        UUID namespaceId = namespaceId(request);
        // As if it had begun so long ago that its server must have been lost.
        transactions.run(() ->
                repository.beginAgain(namespaceId, request.key(), clock.now().minus(LONGEST_REQUEST)));
    }

    private UUID namespaceId(Keyed request) {
        return namespaces.resolve(request.namespace()).value();
    }

    /** Removes keys that have been kept for long enough, and returns how many: fewer than a thousand when none is left. */
    public int removeOld() {
        return transactions.run(() -> repository.removeOld(clock.now().minus(KEPT), REMOVED_AT_ONCE));
    }
}
