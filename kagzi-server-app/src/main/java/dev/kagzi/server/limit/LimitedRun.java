package dev.kagzi.server.limit;

import java.util.UUID;

/**
 * A run whose workflow has limits.
 *
 * @param workflow the name it is stored under
 * @param key what its limits go by
 */
public record LimitedRun(UUID runId, String workflow, String key) {

    PlaceKey placeKey() {
        return new PlaceKey(workflow, key);
    }
}
