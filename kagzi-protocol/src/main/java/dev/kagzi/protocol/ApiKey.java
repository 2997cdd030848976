package dev.kagzi.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key of the API.
 *
 * @param keyId identity, made by the server
 * @param name what it is for
 * @param namespaces names of those it is for, the first one where a request names none; {@code *} for all
 * @param roles what it may do in them
 * @param expiresAt from when on it is refused; absent: never
 * @param oldSecretUntil until when a secret from before a rotation is taken, the last one of several; absent when none is
 * @param createdAt when it was made
 * @param secret what requests carry as {@code Authorization: Bearer}; in the answer that makes it and never again
 */
public record ApiKey(
        UUID keyId,
        String name,
        List<String> namespaces,
        List<KeyRole> roles,
        @Nullable Instant expiresAt,
        @Nullable Instant oldSecretUntil,
        Instant createdAt,
        @Nullable String secret) {}
