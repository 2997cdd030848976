package dev.kagzi.server.event;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The events of one name and key, in the order in which they were accepted.
 *
 * @param key empty for events without one
 */
public record Channel(String name, String key) implements Comparable<Channel> {

    private static final Comparator<Channel> ORDER =
            Comparator.comparing(Channel::name).thenComparing(Channel::key);

    /** @param key absent for events without one */
    public static Channel of(String name, @Nullable String key) {
        return new Channel(name, key == null ? "" : key);
    }

    /** The key as callers have it. */
    @Nullable String keyOrNull() {
        return key.isEmpty() ? null : key;
    }

    @Override
    public int compareTo(Channel other) {
        return ORDER.compare(this, other);
    }
}
