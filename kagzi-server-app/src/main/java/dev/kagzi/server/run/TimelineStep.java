package dev.kagzi.server.run;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A step as far as a picture of its run shows it: without what it was given and what it gave.
 *
 * @param branch empty at the top
 * @param until when its open wait ends by itself
 */
public record TimelineStep(
        String branch,
        String name,
        int occurrence,
        StepKind kind,
        StepStatus status,
        int attempts,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant until,
        @Nullable UUID childRunId) {

    /** What it is called in its run. */
    public StepKey key() {
        return new StepKey(branch.isEmpty() ? null : branch, name, occurrence);
    }
}
