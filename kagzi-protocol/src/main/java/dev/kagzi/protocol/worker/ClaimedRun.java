package dev.kagzi.protocol.worker;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run handed to a worker.
 *
 * @param claim number of the claim, rising over the life of the run
 * @param leaseToken opaque; every report carries it
 * @param leaseFor how long the claim holds, from the arrival of the poll at the server
 * @param attempt of the run, from 1
 * @param maxAttempts default of its steps, when the start named one
 * @param scheduledAt when its schedule's firing was due
 * @param traceparent the span it was started in, as W3C Trace Context writes it
 * @param ending the status the run takes once it has been undone: its compensations are to be executed, and nothing else
 * @param steps the recorded history in call order per branch
 * @param moreSteps where the rest of a long history begins
 */
public record ClaimedRun(
        UUID runId,
        long claim,
        String leaseToken,
        Duration leaseFor,
        String workflow,
        int version,
        @JsonAlias("inputEncoded") @Nullable Payload input,
        int attempt,
        @Nullable Integer maxAttempts,
        @Nullable Instant deadline,
        Map<String, String> tags,
        @Nullable String id,
        Instant startedAt,
        @Nullable Instant scheduledAt,
        @Nullable String traceparent,
        @Nullable RunStatus ending,
        List<HistoryStep> steps,
        @Nullable String moreSteps) {}
