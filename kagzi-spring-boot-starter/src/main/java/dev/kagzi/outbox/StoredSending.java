package dev.kagzi.outbox;

import dev.kagzi.client.Sending;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.json.ProtocolJson;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something to send, as a row holds it.
 *
 * @param id the runId or eventId, by which the server knows a repetition
 * @param kind what is in the body
 * @param body the request, in JSON as the server is sent it
 */
record StoredSending(String id, String kind, byte[] body) {

    private static final JsonMapper JSON = ProtocolJson.builder().build();
    private static final String START = "START";
    private static final String EVENT = "EVENT";

    static StoredSending of(Sending sending) {
        if (sending instanceof Sending.Start start) {
            return new StoredSending(sending.id().toString(), START, JSON.writeValueAsBytes(start.run()));
        }
        Sending.Emission emission = (Sending.Emission) sending;
        return new StoredSending(sending.id().toString(), EVENT, JSON.writeValueAsBytes(emission.event()));
    }

    /** @throws RuntimeException when nothing that can be sent was stored */
    Sending sending() {
        return switch (kind) {
            case START -> new Sending.Start(ProtocolJson.read(JSON, body, StartRun.class));
            case EVENT -> new Sending.Emission(ProtocolJson.read(JSON, body, PublishEvent.class));
            default -> throw new IllegalArgumentException("the kind '" + kind + "' is not known");
        };
    }
}
