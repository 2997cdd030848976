package dev.kagzi.chaos.evidence;

import dev.kagzi.chaos.evidence.EventRows.Channel;
import java.util.UUID;

/**
 * One request to accept an event. A request that got no answer is repeated with the same event.
 *
 * @param data as sent
 * @param httpStatus 0 when no answer arrived
 */
public record Emission(UUID event, Channel channel, String data, long sentNanos, long endedNanos, int httpStatus) {

    private static final int REDIRECT = 300;

    public boolean accepted() {
        return httpStatus > 0 && httpStatus < REDIRECT;
    }
}
