package dev.kagzi.server.security;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.ApiKey;
import dev.kagzi.protocol.CreateKey;
import dev.kagzi.protocol.KeyRole;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RotateKey;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.signal.Signal.KeysChanged;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.web.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Makes, rotates and revokes keys. */
@Service
public class Keys {

    private static final int MOST_NAMESPACES = 100;
    /** For one namespace: each server has all keys in memory. */
    private static final int MOST_KEYS = 1_000;

    private static final Duration LONGEST_KEPT = Duration.ofDays(30);
    private static final Duration EXPIRED_KEPT = Duration.ofDays(30);

    private final KeyRepository repository;
    private final Namespaces namespaces;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Signals signals;

    Keys(
            KeyRepository repository,
            Namespaces namespaces,
            Transactions transactions,
            DatabaseClock clock,
            Signals signals) {
        this.repository = repository;
        this.namespaces = namespaces;
        this.transactions = transactions;
        this.clock = clock;
        this.signals = signals;
    }

    /**
     * Makes a key. Where the same request has made it before, its secret is not known any more.
     *
     * @param reach of whoever makes it
     * @param freshId the key's id
     * @throws ProblemException when the key would reach further than that, or is none that can be
     */
    public ApiKey create(Reach reach, CreateKey request, UUID freshId) {
        if (!reach.coversAll(request.namespaces())) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN, "A key makes keys for namespaces that it is for itself, and for no others.");
        }
        Instant now = clock.now();
        check(request, now);
        Secret secret = Secret.random();
        Key key = new Key(
                freshId,
                request.name(),
                List.copyOf(request.namespaces()),
                List.copyOf(EnumSet.copyOf(request.roles())),
                request.expiresAt(),
                now,
                List.of());
        return transactions.run(() -> {
            repository.removeExpiredBefore(now.minus(EXPIRED_KEPT));
            if (!repository.insert(key, secret.hash())) {
                return repository
                        .find(freshId)
                        .orElseThrow(() -> unknown(freshId))
                        .shown(null, now);
            }
            signals.afterCommit(new KeysChanged());
            return key.shown(secret, now);
        });
    }

    private void check(CreateKey request, Instant now) {
        Violations violations = new Violations()
                .text("/name", request.name(), TextRule.LABEL)
                .require(
                        !request.namespaces().isEmpty() && request.namespaces().size() <= MOST_NAMESPACES,
                        "/namespaces",
                        "has to name from 1 to %d namespaces".formatted(MOST_NAMESPACES))
                .require(!request.roles().isEmpty(), "/roles", "has to hold at least one")
                .require(
                        request.expiresAt() == null || request.expiresAt().isAfter(now),
                        "/expiresAt",
                        "has to be in the future");
        for (int i = 0; i < request.namespaces().size() && i < MOST_NAMESPACES; i++) {
            String name = request.namespaces().get(i);
            violations.require(
                    name.equals(Reach.ALL) || namespaces.exists(name),
                    "/namespaces/" + i,
                    "has to be the name of a namespace that there is, or '*' for all");
        }
        violations
                .require(
                        new HashSet<>(request.namespaces()).size()
                                == request.namespaces().size(),
                        "/namespaces",
                        "must not name one twice")
                .throwIfAny();
        violations
                .require(
                        repository.count(request.namespaces()) < MOST_KEYS,
                        "/namespaces",
                        "have %d keys already: revoke some".formatted(MOST_KEYS))
                .throwIfAny();
    }

    /** Gives the key another secret. Where the same request has done so before, that secret is not known any more. */
    public ApiKey rotate(Reach reach, UUID keyId, RotateKey request, UUID freshId) {
        Duration kept = request.keepOldFor();
        new Violations()
                .require(
                        kept == null || kept.compareTo(LONGEST_KEPT) <= 0,
                        "/keepOldFor",
                        "is at most " + LONGEST_KEPT.toDays() + "d")
                .throwIfAny();
        Secret secret = Secret.random();
        return transactions.run(() -> {
            Instant now = clock.now();
            repository.lock(keyId);
            Key before = find(reach, keyId);
            if (repository.isRotated(keyId, freshId)) {
                return before.shown(null, now);
            }
            repository.rotate(keyId, freshId, secret.hash(), kept == null ? now : now.plus(kept), now);
            signals.afterCommit(new KeysChanged());
            return find(reach, keyId).shown(secret, now);
        });
    }

    /** From now on nobody gets in with it; what is open with it is closed. A repeat changes nothing. */
    public void revoke(Reach reach, UUID keyId) {
        transactions.run(() -> {
            repository.lock(keyId);
            boolean isRevoked = repository
                    .find(keyId)
                    .filter(key -> reach.coversAll(key.namespaces()))
                    .map(key -> repository.delete(keyId))
                    .orElse(false);
            if (isRevoked) {
                signals.afterCommit(new KeysChanged());
            }
            return isRevoked;
        });
    }

    /** Makes a key with this secret that opens all doors, unless it has made one before: that may have been revoked since. */
    void bootstrap(Secret secret) {
        Instant now = clock.now();
        Key key = new Key(
                UuidCreator.getTimeOrderedEpoch(),
                "bootstrap",
                List.of(Reach.ALL),
                List.of(KeyRole.ADMIN),
                null,
                now,
                List.of());
        transactions.run(() -> {
            boolean isNew = repository.insertBootstrap(secret.hash(), now);
            if (isNew) {
                repository.insert(key, secret.hash());
                signals.afterCommit(new KeysChanged());
            }
            return isNew;
        });
    }

    boolean isAny() {
        return repository.isAny();
    }

    public ApiKey get(Reach reach, UUID keyId) {
        return find(reach, keyId).shown(null, clock.now());
    }

    /** Which of these there are, within reach. */
    public Set<UUID> known(Reach reach, Set<UUID> keyIds) {
        return repository.known(reach.restriction(), keyIds);
    }

    /** A key that reaches further than its reader is nothing the reader learns of. */
    private Key find(Reach reach, UUID keyId) {
        return repository
                .find(keyId)
                .filter(key -> reach.coversAll(key.namespaces()))
                .orElseThrow(() -> unknown(keyId));
    }

    public List<ApiKey> listAfter(Reach reach, @Nullable UUID keyId, int limit) {
        Instant now = clock.now();
        return repository.listAfter(reach.restriction(), keyId, limit).stream()
                .map(key -> key.shown(null, now))
                .toList();
    }

    private static ProblemException unknown(UUID keyId) {
        return new ProblemException(ProblemCode.KEY_NOT_FOUND, "There is no key '%s'.".formatted(keyId));
    }
}
