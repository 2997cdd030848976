package dev.kagzi.server.step;

import dev.kagzi.protocol.Failure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a step that takes more than one.
 *
 * @param attempt from 1
 * @param startedAt by the worker's clock
 * @param failure null for the one that succeeded
 */
public record StepAttempt(
        StepRef step,
        int attempt,
        @Nullable Instant startedAt,
        Instant finishedAt,
        @Nullable Failure failure) {}
