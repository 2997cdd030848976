package dev.kagzi.server.security;

import dev.kagzi.protocol.ApiKey;
import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.web.Reach;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is stored, without its secrets.
 *
 * @param namespaces names of those it is for, in the order they were given; {@link Reach#ALL} for all
 * @param secrets the newest, and those from before that are taken as well
 */
record Key(
        UUID keyId,
        String name,
        List<String> namespaces,
        List<KeyRole> roles,
        @Nullable Instant expiresAt,
        Instant createdAt,
        List<Taken> secrets) {

    /**
     * A secret of a key.
     *
     * @param until null for the newest
     */
    record Taken(Secret.Hash hash, @Nullable Instant until) {

        boolean isTakenAt(Instant now) {
            return isBefore(now, until);
        }
    }

    /** Whether a request with a secret of this hash is taken at this instant. */
    boolean accepts(Secret.Hash given, Instant now) {
        return isBefore(now, expiresAt)
                && secrets.stream().anyMatch(secret -> secret.hash().equals(given) && secret.isTakenAt(now));
    }

    private static boolean isBefore(Instant now, @Nullable Instant end) {
        return end == null || now.isBefore(end);
    }

    Reach reach() {
        return new Reach(namespaces);
    }

    ApiKey shown(@Nullable Secret secret, Instant now) {
        Instant oldSecretUntil = secrets.stream()
                .filter(old -> old.isTakenAt(now))
                .map(Taken::until)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        return new ApiKey(
                keyId,
                name,
                namespaces,
                roles,
                expiresAt,
                oldSecretUntil,
                createdAt,
                secret == null ? null : secret.text());
    }
}
