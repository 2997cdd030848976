package dev.kagzi.protocol;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change that somebody has asked for.
 *
 * @param auditId identity, made by the server
 * @param at when the request came
 * @param operation what it asked for, as this API's document names it
 * @param target method and path of the request, cut off where they are long
 * @param namespace name of the namespace it was about; absent for keys, for namespaces themselves, and for one that does not exist
 * @param keyId id of the key it came with; absent while keys are switched off, and for somebody who has signed in to the console
 *     without one
 * @param keyName name of that key; for somebody without one it begins with 'oidc:'
 * @param address where it came from
 * @param status of HTTP of the answer; absent while there is none, and where it could not be noted
 */
public record AuditEntry(
        UUID auditId,
        Instant at,
        String operation,
        String target,
        @Nullable String namespace,
        @Nullable UUID keyId,
        @Nullable String keyName,
        String address,
        @Nullable Integer status) {}
