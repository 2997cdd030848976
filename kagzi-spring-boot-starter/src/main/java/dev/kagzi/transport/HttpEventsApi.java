package dev.kagzi.transport;

import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.PublishEvent;

/** Events over HTTP. */
public final class HttpEventsApi implements EventsApi {

    private final HttpConnection connection;

    public HttpEventsApi(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    public EventSnapshot publish(PublishEvent event) {
        return connection.call(Request.post(connection.uri("/events"), event), EventSnapshot.class);
    }
}
