package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The start of a run.
 *
 * @param runId identity made by the caller, a UUIDv7; a repeated request then never starts a second run
 * @param id idempotency key, unique per workflow as long as the run is kept
 * @param delay time until the run may be claimed; not together with {@code startAt}
 * @param priority higher first; one step counts as one minute of waiting
 * @param timeout deadline of the run in place of the workflow's own
 * @param version version of the workflow in place of the highest a live worker offers
 * @param maxAttempts default of the run's steps
 * @param restartIfFinished start anew when the run with this id is finished
 * @param concurrencyKey with an encoded input, and only then: the value that the limits of its workflow go by, at most 255 characters
 * @param inputHash SHA-256 of the input without white space between tokens, as 64 hexadecimal digits; required with an encoded input
 */
public record StartRun(
        String workflow,
        @JsonAlias("inputEncoded") @Nullable Payload input,
        @Nullable UUID runId,
        @Nullable String id,
        @Nullable Duration delay,
        @Nullable Instant startAt,
        @Nullable Integer priority,
        @Nullable Map<String, String> tags,
        @Nullable Duration timeout,
        @Nullable Integer version,
        @Nullable Integer maxAttempts,
        @Nullable Boolean restartIfFinished,
        @Nullable String inputHash,
        @Nullable String concurrencyKey) {}
