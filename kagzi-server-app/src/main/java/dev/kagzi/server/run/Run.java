package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.server.limit.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is stored.
 *
 * @param workflow the name it was started under
 * @param version 0 until the first claim chooses one
 * @param tags a JSON object
 * @param parentRunId the run that has started it as its child
 * @param scheduleId the schedule that has started it
 * @param traceparent the span it was started in
 * @param isAwaited whether another run waits for its outcome
 * @param isCompensable whether it has completed a step that can be undone
 * @param ending what it takes, or has taken, as its status once its compensations are done
 * @param standing how it stands with the limits of its workflow; null where there are none
 * @param heldBackBy which limit keeps it from being claimed
 * @param openWait its nearest open wait, while it is WAITING
 */
record Run(
        UUID namespaceId,
        UUID runId,
        String workflow,
        int version,
        @Nullable String id,
        RunStatus status,
        int attempt,
        int priority,
        String tags,
        @Nullable UUID restartOf,
        @Nullable UUID parentRunId,
        @Nullable String scheduleId,
        @Nullable String traceparent,
        boolean isAwaited,
        boolean isCompensable,
        @Nullable RunStatus ending,
        Times times,
        @Nullable Claim claim,
        @Nullable Standing standing,
        WaitingFor.@Nullable Kind heldBackBy,
        @Nullable OpenWait openWait,
        Settings settings,
        Payloads payloads) {

    /**
     * When what happened or will happen.
     *
     * @param due when the server has to look at the run next
     */
    record Times(
            Instant created,
            Instant available,
            @Nullable Instant due,
            @Nullable Instant deadline,
            @Nullable Instant started,
            @Nullable Instant finished) {}

    /** What it was started with and a restart takes over. */
    record Settings(@Nullable Integer maxAttempts, @Nullable Duration timeout, byte[] inputHash) {}

    /** Who holds it. */
    record Claim(UUID workerId, long number) {}

    /**
     * A wait of one of its steps.
     *
     * @param until null when it has ended and the run has not been woken yet
     */
    record OpenWait(StepKey step, StepKind kind, @Nullable Instant until) {}

    /** What callers and workers gave it. Input and output are null in lists. */
    record Payloads(
            @Nullable Payload progress,
            @Nullable Payload input,
            @Nullable Payload output,
            byte @Nullable [] failure) {}

    RunKey key() {
        return new RunKey(namespaceId, runId);
    }

    boolean isFinal() {
        return status.isFinal();
    }
}
