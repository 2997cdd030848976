package dev.kagzi.server.due;

import dev.kagzi.protocol.RunStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A locked run that the clock has something to do with.
 *
 * @param dueAt since when
 */
record DueRun(
        UUID runId,
        String workflow,
        RunStatus status,
        long claim,
        @Nullable UUID workerId,
        int transitions,
        Instant dueAt) {}
