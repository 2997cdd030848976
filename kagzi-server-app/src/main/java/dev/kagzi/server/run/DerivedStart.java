package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.run.NewRun.EventPosition;
import dev.kagzi.server.run.NewRun.Input;
import dev.kagzi.server.run.NewRun.Origin;
import dev.kagzi.server.worker.KnownWorkflow;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A start that follows from something else: an event, or a step of another run. */
public final class DerivedStart {

    private final UUID runId;
    private final String workflow;
    private final @Nullable String id;
    private final @Nullable String concurrencyKey;
    private final Origin origin;
    private final Input input;

    private DerivedStart(
            UUID runId,
            String workflow,
            @Nullable String id,
            @Nullable String concurrencyKey,
            Origin origin,
            Input input) {
        this.runId = runId;
        this.workflow = workflow;
        this.id = id;
        this.concurrencyKey = concurrencyKey;
        this.origin = origin;
        this.input = input;
    }

    /**
     * The run of a workflow that is declared on this event; the event's data is its input.
     *
     * @param trace the trace in which the event was emitted
     */
    public static DerivedStart onEvent(
            UUID runId, String workflow, UUID eventId, Instant acceptedAt, @Nullable Payload data, Trace trace) {
        return new DerivedStart(
                runId,
                workflow,
                null,
                null,
                Origin.event(new EventPosition(acceptedAt, eventId), trace),
                Input.ofEvent(eventId, data));
    }

    /**
     * The child of a run.
     *
     * @param workflow today's name of the workflow, or an old one
     * @param id the child's idempotency key
     * @param inputHash of an encoded input, in hexadecimal
     * @param concurrencyKey what its limits go by, where the input is encoded
     */
    public static DerivedStart childOf(
            UUID parentRunId,
            UUID runId,
            String workflow,
            @Nullable String id,
            @Nullable Payload input,
            @Nullable String inputHash,
            @Nullable String concurrencyKey) {
        return new DerivedStart(
                runId, workflow, id, concurrencyKey, Origin.childOf(parentRunId), Input.of(input, inputHash));
    }

    String workflow() {
        return workflow;
    }

    RunStart of(KnownWorkflow known) {
        return new RunStart(runId, known, request(), origin, input);
    }

    private StartRun request() {
        return new StartRun(
                workflow,
                input.payload(),
                runId,
                id,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                concurrencyKey);
    }
}
