package dev.kagzi.test.server;

import dev.kagzi.protocol.StepKey;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A wait for the next event of a channel.
 *
 * @param deadline until when it waits, for ever when absent
 */
record EventWait(
        StepKey step,
        Channel channel,
        Instant openedAt,
        @Nullable Instant deadline) {

    /** In this order the waits of a run get the events of a channel. */
    static final Comparator<EventWait> ORDER = Comparator.comparing(EventWait::openedAt)
            .thenComparing(
                    wait -> wait.step().branch() == null ? "" : wait.step().branch())
            .thenComparing(wait -> wait.step().name())
            .thenComparing(wait -> wait.step().occurrence());

    boolean isInTime(Instant acceptedAt) {
        return deadline == null || acceptedAt.isBefore(deadline);
    }
}
