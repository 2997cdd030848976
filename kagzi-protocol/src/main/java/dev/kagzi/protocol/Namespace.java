package dev.kagzi.protocol;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A namespace: what belongs to it is invisible to every other.
 *
 * @param retention time its finished runs are kept, where it is not the server's own
 * @param disabled whether nothing of it is started, claimed, fired or woken; held runs may finish
 */
public record Namespace(
        String name,
        @Nullable String displayName,
        @Nullable String description,
        @Nullable Duration retention,
        boolean disabled,
        Instant createdAt) {}
