package dev.kagzi.protocol;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A worker as the server last heard of it.
 *
 * @param slots runs it executes at once, where it has said so
 * @param held runs it holds
 * @param workflows what it executes
 */
public record WorkerSnapshot(
        UUID workerId,
        String application,
        @Nullable String applicationVersion,
        @Nullable String hostname,
        @Nullable Long pid,
        @Nullable String sdkVersion,
        Map<String, String> labels,
        @Nullable Integer slots,
        int held,
        Status status,
        Instant lastSeenAt,
        List<Offer> workflows) {

    /** Whether a worker can be counted on. */
    public enum Status {
        /** It has polled or renewed within two lease durations. */
        ONLINE,
        /** It is there, finishes what it holds, and takes nothing more. */
        DRAINING,
        /** It has not been heard of for two lease durations. */
        OFFLINE
    }

    /** A version of a workflow. */
    public record Offer(String name, int version) {}
}
