package dev.kagzi.transport;

import dev.kagzi.protocol.RunStatus;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list holds, and which page of it.
 *
 * @param tags all of them have to match
 * @param createdAfter exclusive
 * @param createdBefore exclusive
 * @param limit runs per page, absent for the server's default
 * @param cursor where the page begins, absent for the first one
 */
public record RunQuery(
        @Nullable String workflow,
        @Nullable RunStatus status,
        @Nullable String id,
        Map<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable Integer limit,
        @Nullable String cursor) {

    public RunQuery {
        tags = Map.copyOf(tags);
    }
}
