package dev.kagzi.server.console;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.PublishEvent;
import dev.kagzi.server.input.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is typed, or as an address suggests it.
 *
 * @param eventId the sender's own id
 * @param madeId in its place when there is none: made with the form, so that one that is sent twice is one event
 */
public record EventForm(
        @Nullable String name,
        @Nullable String key,
        @Nullable String data,
        @Nullable String eventId,
        @Nullable String madeId) {

    EventForm withMadeId(String made) {
        return new EventForm(name, key, data, eventId, made);
    }

    /** @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read */
    PublishEvent request(TypedText text) {
        Violations violations = new Violations();
        violations.require(TypedText.given(name) != null, "/name", "has to name the event");
        Payload payload = text.payload(violations, "/data", data);
        UUID own = text.uuid(violations, "/eventId", eventId);
        UUID made = text.uuid(violations, "/eventId", madeId);
        violations.throwIfAny();
        return new PublishEvent(TypedText.orEmpty(name), TypedText.given(key), payload, own == null ? made : own);
    }
}
