package dev.kagzi.server.event;

import dev.kagzi.server.step.StepRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wait that a run has opened.
 *
 * @param deadline until when it waits, for ever when absent
 */
public record EventWait(
        StepRef step,
        Channel channel,
        Instant openedAt,
        @Nullable Instant deadline) {}
