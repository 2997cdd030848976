package dev.kagzi.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a namespace is to be from now on; its name stays.
 *
 * @param displayName at most 255 characters; none without it
 * @param description at most 1,000 characters; none without it
 * @param retention time its finished runs are kept, from 1s to 36500d; the server's own without it
 */
public record UpdateNamespace(
        @Nullable String displayName,
        @Nullable String description,
        @Nullable Duration retention) {}
