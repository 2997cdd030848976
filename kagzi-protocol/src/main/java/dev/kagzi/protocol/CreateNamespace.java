package dev.kagzi.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A new namespace.
 *
 * @param retention time its finished runs are kept, from 1s to 36500d; the server's own without it
 */
public record CreateNamespace(
        String name,
        @Nullable String displayName,
        @Nullable String description,
        @Nullable Duration retention) {}
