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
 * @param limitKey what its limits go by; null where its workflow has none
 * @param timeout length of the deadline, counted from {@code schedule.availableAt}
 */
public record NewRun(
        UUID runId,
        String workflow,
        int version,
        @Nullable String id,
        int priority,
        @Nullable Integer maxAttempts,
        Map<String, String> tags,
        @Nullable Duration timeout,
        Schedule schedule,
        Origin origin,
        Input input,
        @Nullable String limitKey) {

    /**
     * Where it comes from: a client, without all of these.
     *
     * @param restartOf the run it is a restart of
     * @param parentRunId the run that starts it as its child, and waits for its outcome
     * @param scheduleId the schedule that has fired
     * @param scheduledAt when that firing was due
     * @param eventsAfter the event it reads on from; absent: it reads what is accepted after it was created
     * @param trace the trace it belongs to
     */
    public record Origin(
            @Nullable UUID restartOf,
            @Nullable UUID parentRunId,
            @Nullable String scheduleId,
            @Nullable Instant scheduledAt,
            @Nullable EventPosition eventsAfter,
            Trace trace) {

        static Origin client(Trace trace) {
            return new Origin(null, null, null, null, null, trace);
        }

        static Origin restartOf(UUID runId, @Nullable EventPosition eventsAfter, Trace trace) {
            return new Origin(runId, null, null, null, eventsAfter, trace);
        }

        static Origin childOf(UUID parentRunId) {
            return new Origin(null, parentRunId, null, null, null, Trace.ofRun(parentRunId));
        }

        static Origin firing(String scheduleId, Instant scheduledAt) {
            return new Origin(null, null, scheduleId, scheduledAt, null, Trace.NONE);
        }

        static Origin event(EventPosition event, Trace trace) {
            return new Origin(null, null, null, null, event, trace);
        }

        /** Whether a client asks for it, by request. */
        boolean isClient() {
            return restartOf == null && parentRunId == null && scheduleId == null && eventsAfter == null;
        }
    }

    /** An event's place in the order of its channel. */
    public record EventPosition(Instant acceptedAt, UUID eventId) {}

    /** When it was accepted and when it may be claimed: at once when the two are equal. */
    public record Schedule(Instant createdAt, Instant availableAt) {

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
    public record Input(@Nullable Payload payload, byte[] hash) {

        /** What a run was started with: whatever the request says of it, it is that run's own. */
        static Input of(StartRun start) {
            return of(start.input(), start.inputHash());
        }

        /** @param hash in hexadecimal, of an encoded input */
        static Input of(@Nullable Payload input, @Nullable String hash) {
            return new Input(
                    input == null ? null : input.encodedFor(null),
                    hash == null ? PayloadRules.hash(input) : HexFormat.of().parseHex(hash));
        }

        /** What another run was started with. */
        static Input takenOverFrom(Run source) {
            Payload input = source.payloads().input();
            return new Input(
                    input == null || input.encodedFor() != null ? input : input.encodedFor(source.runId()),
                    source.settings().inputHash());
        }

        /** The data of an event. */
        static Input ofEvent(UUID eventId, @Nullable Payload data) {
            return new Input(data == null ? null : data.encodedForEvent(eventId), PayloadRules.hash(data));
        }

        /** What each run of a schedule is started with. */
        static Input ofSchedule(@Nullable Payload input) {
            return new Input(input, PayloadRules.hash(input));
        }

        /** The run or event an encoded input was made for, when that is another one. */
        @Nullable UUID madeFor() {
            return payload == null ? null : payload.encodedFor();
        }

        boolean isOfEvent() {
            return payload != null && payload.isOfEvent();
        }
    }

    public @Nullable Instant deadline() {
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
