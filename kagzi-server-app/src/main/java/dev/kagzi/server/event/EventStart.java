package dev.kagzi.server.event;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.server.run.DerivedStart;
import java.util.UUID;

/** The run of a workflow that an event starts. */
record EventStart(UUID eventId, String workflow, UUID runId, DerivedStart start) {

    static EventStart of(AcceptedEvent event, String workflow) {
        UUID runId = UuidCreator.getTimeOrderedEpoch();
        return new EventStart(
                event.eventId(),
                workflow,
                runId,
                DerivedStart.onEvent(
                        runId,
                        workflow,
                        event.eventId(),
                        event.acceptedAt(),
                        event.event().data(),
                        event.event().trace()));
    }
}
