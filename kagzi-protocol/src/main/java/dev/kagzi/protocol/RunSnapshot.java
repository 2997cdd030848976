package dev.kagzi.protocol;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as it stood at one moment.
 *
 * @param created in the answer to a start: whether this request created it
 * @param already in the answer to a cancel: whether it was finished before
 * @param concurrencyKey value of the input that the limits of its workflow go by; absent where there is none
 * @param parentRunId the run that has started it as its child
 * @param scheduleId the schedule that has started it
 * @param traceparent the span it was started in, as W3C Trace Context writes it; absent where nobody said one
 * @param ending the status it takes as soon as its compensations are done
 * @param attempt from 1; rises with every retry
 * @param steps only when asked for
 * @param moreSteps with {@code steps}: true when they are not all; all of them come in pages
 */
public record RunSnapshot(
        UUID runId,
        String workflow,
        @Nullable Integer version,
        @Nullable String id,
        RunStatus status,
        @Nullable WaitingFor waitingFor,
        @Nullable RunStatus ending,
        int attempt,
        int priority,
        Map<String, String> tags,
        @Nullable String concurrencyKey,
        @Nullable UUID parentRunId,
        @Nullable UUID restartOf,
        @Nullable String scheduleId,
        @Nullable String traceparent,
        @Nullable UUID workerId,
        @JsonAlias("progressEncoded") @Nullable Payload progress,
        @JsonAlias("inputEncoded") @Nullable Payload input,
        @JsonAlias("outputEncoded") @Nullable Payload output,
        @Nullable Failure failure,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant availableAt,
        @Nullable Instant deadline,
        @Nullable Boolean created,
        @Nullable Boolean already,
        @Nullable List<StepSnapshot> steps,
        @Nullable Boolean moreSteps) {}
