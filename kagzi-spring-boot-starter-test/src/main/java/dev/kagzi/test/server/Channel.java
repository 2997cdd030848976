package dev.kagzi.test.server;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What events of one name and key go through.
 *
 * @param key empty for events without one
 */
record Channel(String name, String key) {

    static Channel of(String name, @Nullable String key) {
        return new Channel(name, Objects.requireNonNullElse(key, ""));
    }

    @Nullable String keyOrNull() {
        return key.isEmpty() ? null : key;
    }
}
