package dev.kagzi.client;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Runs as a server would describe them. */
final class Snapshots {

    private Snapshots() {}

    static RunSnapshot in(RunStatus status, UUID runId) {
        return snapshot(runId, status, null, null);
    }

    static RunSnapshot completed(UUID runId, String output) {
        return snapshot(runId, RunStatus.COMPLETED, Payload.of(output), null);
    }

    static RunSnapshot failed(UUID runId, Failure failure) {
        return snapshot(runId, RunStatus.FAILED, null, failure);
    }

    private static RunSnapshot snapshot(UUID runId, RunStatus status, Payload output, Failure failure) {
        return new RunSnapshot(
                runId,
                "any",
                1,
                "id-1",
                status,
                null,
                null,
                1,
                0,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                output,
                failure,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
