package dev.kagzi.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a step that took more than one.
 *
 * @param attempt its number, from 1
 * @param startedAt by the worker's clock, where it has said so
 * @param finishedAt when the server heard of its end
 * @param failure why it failed, without the stack; absent for the one that succeeded
 */
public record AttemptSnapshot(
        StepKey step,
        int attempt,
        @Nullable Instant startedAt,
        Instant finishedAt,
        @Nullable Failure failure) {}
