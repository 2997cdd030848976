package dev.kagzi.observation;

import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.transport.EventsApi;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/** Observes the requests about events. */
public final class ObservedEventsApi implements EventsApi {

    private final EventsApi events;
    private final ObservedCalls calls;

    public ObservedEventsApi(
            EventsApi events, ObservationRegistry registry, @Nullable ClientObservationConvention convention) {
        this.events = events;
        this.calls = new ObservedCalls(registry, convention, null);
    }

    @Override
    public EventSnapshot publish(PublishEvent event) {
        return calls.observe("emit", () -> events.publish(event));
    }
}
