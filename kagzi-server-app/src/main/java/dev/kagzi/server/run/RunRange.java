package dev.kagzi.server.run;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a namespace's runs in the order they were made.
 *
 * @param after exclusive
 * @param from inclusive
 * @param before exclusive
 */
record RunRange(UUID namespaceId, Instant after, RunPlace from, RunPlace before) {

    private static final UUID FIRST = new UUID(0, 0);
    // Bounds of what an instant of the API can be.
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

    static RunRange all(UUID namespaceId) {
        return new RunRange(namespaceId, EARLIEST, new RunPlace(EARLIEST, FIRST), new RunPlace(LATEST, FIRST));
    }

    /** @param last where the page before ended, which is before whatever the filter says */
    static RunRange of(UUID namespaceId, RunFilter filter, @Nullable RunPlace last) {
        Instant before = Objects.requireNonNullElse(filter.createdBefore(), LATEST);
        return new RunRange(
                namespaceId,
                Objects.requireNonNullElse(filter.createdAfter(), EARLIEST),
                new RunPlace(EARLIEST, FIRST),
                last == null ? new RunPlace(before, FIRST) : last);
    }

    RunRange downTo(@Nullable RunPlace end) {
        return end == null ? this : new RunRange(namespaceId, after, end, before);
    }
}
