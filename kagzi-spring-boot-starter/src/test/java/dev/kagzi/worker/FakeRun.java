package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.HistoryStep;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A run as the fake server keeps it. */
final class FakeRun {

    final UUID runId;
    final String workflow;
    final Payload input;
    final Map<StepKey, HistoryStep> steps = new LinkedHashMap<>();
    final Map<StepKey, FakeEvents.Channel> channels = new HashMap<>();
    final Map<String, String> tags = new HashMap<>();
    FakeRun parent;
    StepKey startedBy;
    RunStatus status = RunStatus.PENDING;
    RunStatus ending;
    Integer maxAttempts;
    int version = 1;
    long claim;
    String token = "";
    long leaseEnd;
    long stamp;
    Payload output;
    Payload progress;
    Failure failure;
    int pageSize = Integer.MAX_VALUE;

    FakeRun(String workflow, Payload input) {
        this(UUID.randomUUID(), workflow, input);
    }

    FakeRun(UUID runId, String workflow, Payload input) {
        this.runId = runId;
        this.workflow = workflow;
        this.input = input;
    }

    ClaimedRun claimed(Duration leaseFor) {
        List<HistoryStep> all = List.copyOf(steps.values());
        boolean paged = all.size() > pageSize;
        return new ClaimedRun(
                runId,
                claim,
                token,
                leaseFor,
                workflow,
                version,
                input,
                1,
                maxAttempts,
                null,
                Map.of(),
                null,
                Instant.EPOCH,
                null,
                null,
                ending,
                paged ? all.subList(0, pageSize) : all,
                paged ? String.valueOf(pageSize) : null);
    }
}
