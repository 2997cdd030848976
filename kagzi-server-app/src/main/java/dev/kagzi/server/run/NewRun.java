package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.input.PayloadRules;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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

    /**
     * Its input.
     *
     * @param hash tells whether another start's is the same
     */
    record Input(@Nullable Payload payload, byte[] hash) {

        /** What a run was started with: whatever the request says of it, it is that run's own. */
        static Input of(StartRun start) {
            Payload input = start.input();
            String hash = start.inputHash();
            return new Input(
                    input == null ? null : input.encodedFor(null),
                    hash == null ? PayloadRules.hash(input) : HexFormat.of().parseHex(hash));
        }

        /** What another run was started with. */
        static Input takenOverFrom(Run source) {
            Payload input = source.payloads().input();
            UUID madeFor = input == null || input.encodedFor() == null ? source.runId() : input.encodedFor();
            return new Input(
                    input == null ? null : input.encodedFor(madeFor),
                    source.settings().inputHash());
        }

        /** The run an encoded input was made for, when that is another one. */
        @Nullable UUID madeFor() {
            return payload == null ? null : payload.encodedFor();
        }
    }

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
