package dev.kagzi.transport;

import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.PublishEvent;

/**
 * Events as clients see them. Every method throws {@link ServerProblemException} when the server answered with a problem and
 * {@link ServerUnreachableException} when no answer arrived, in which case the request may or may not have taken effect.
 */
public interface EventsApi {

    /** Answers when the event is durable. A repetition with the same {@code eventId} makes no second event. */
    EventSnapshot publish(PublishEvent event);
}
