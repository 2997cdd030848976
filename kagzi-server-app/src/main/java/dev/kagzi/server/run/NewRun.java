package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run about to be stored.
 *
 * @param workflow the workflow's name of today
 * @param version 0: the first claim chooses
 * @param timeout length of the deadline, counted from {@code schedule.availableAt}
 */
record NewRun(
        UUID runId,
        String workflow,
        int version,
        @Nullable String id,
        int priority,
        @Nullable Integer maxAttempts,
        Map<String, String> tags,
        @Nullable Duration timeout,
        Schedule schedule,
        @Nullable UUID restartOf,
        Input input) {

    /** When it was accepted and when it may be claimed: at once when the two are equal. */
    record Schedule(Instant createdAt, Instant availableAt) {

        static Schedule atOnce(Instant now) {
            return new Schedule(now, now);
        }

        boolean isDue() {
            return !availableAt.isAfter(createdAt);
        }
    }

    /** Its input, with the hash that tells whether another start's is the same. */
    record Input(@Nullable Payload payload, byte[] hash) {}

    @Nullable Instant deadline() {
        return timeout == null ? null : schedule.availableAt().plus(timeout);
    }

    @Nullable Instant dueAt() {
        return schedule.isDue() ? null : schedule.availableAt();
    }

    /** Its place in line: a step of priority counts as much as a minute of waiting. */
    Instant claimOrder() {
        return claimOrder(schedule.availableAt(), priority);
    }

    static Instant claimOrder(Instant availableAt, int priority) {
        return availableAt.minus(Duration.ofMinutes(priority));
    }
}
