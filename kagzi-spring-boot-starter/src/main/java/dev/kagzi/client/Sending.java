package dev.kagzi.client;

import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.StartRun;
import java.util.Objects;
import java.util.UUID;

/** What an application sends without waiting for more than its acceptance. Sent again it has no second effect. */
public sealed interface Sending {

    /** Its identity, a UUIDv7 that the client has made. */
    UUID id();

    /**
     * Sends it, once.
     *
     * @return the identity of what is there now: that of an earlier run, where a start has an id that is taken
     * @throws dev.kagzi.transport.ServerProblemException when the server answered with a problem
     * @throws dev.kagzi.transport.ServerUnreachableException when no answer arrived
     */
    UUID to(ServerApis server);

    /** The start of a run, with a runId. */
    record Start(StartRun run) implements Sending {

        @Override
        public UUID id() {
            return Objects.requireNonNull(run.runId(), "a start that is sent has a runId");
        }

        @Override
        public UUID to(ServerApis server) {
            return server.runs().start(run).runId();
        }

        @Override
        public String toString() {
            return "the start of workflow '" + run.workflow() + "'"
                    + (run.id() == null ? "" : " with id '" + run.id() + "'") + " as run '" + run.runId() + "'";
        }
    }

    /** An event, with an eventId. */
    record Emission(PublishEvent event) implements Sending {

        @Override
        public UUID id() {
            return Objects.requireNonNull(event.eventId(), "an event that is sent has an eventId");
        }

        @Override
        public UUID to(ServerApis server) {
            return server.events().publish(event).eventId();
        }

        @Override
        public String toString() {
            return "the event '" + event.name() + "'" + (event.key() == null ? "" : " with key '" + event.key() + "'")
                    + " as '" + event.eventId() + "'";
        }
    }
}
