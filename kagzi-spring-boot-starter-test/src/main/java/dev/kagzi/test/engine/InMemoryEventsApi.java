package dev.kagzi.test.engine;

import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.test.server.InMemoryServer;
import dev.kagzi.transport.EventsApi;
import java.time.Duration;

/** Events of the server in memory. Who is to be started by one is known before the first is accepted. */
public record InMemoryEventsApi(InMemoryServer server) implements EventsApi {

    private static final Duration FOR_THE_WORKER = Duration.ofSeconds(10);

    @Override
    public EventSnapshot publish(PublishEvent event) {
        server.awaitWorker(FOR_THE_WORKER);
        return Answers.of(() -> server.events().publish(event));
    }
}
