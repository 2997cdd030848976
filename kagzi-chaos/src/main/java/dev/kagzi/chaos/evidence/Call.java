package dev.kagzi.chaos.evidence;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request of the client.
 *
 * @param run the run it named or, at a start, offered
 * @param id idempotency key of a start
 * @param input input of a start
 * @param answer absent unless a server's answer arrived
 */
public record Call(
        Kind kind,
        UUID run,
        @Nullable String id,
        @Nullable String input,
        long sentNanos,
        long endedNanos,
        @Nullable Answer answer) {

    /** What was asked for. */
    public enum Kind {
        START,
        CANCEL,
        RETRY
    }

    /** How it went. */
    public enum Outcome {
        OK,
        REFUSED,
        UNKNOWN
    }

    /**
     * A server's answer.
     *
     * @param run the run it showed
     * @param ending how that will end, while it is being undone
     */
    public record Answer(
            int httpStatus,
            @Nullable UUID run,
            @Nullable String runStatus,
            @Nullable String ending,
            boolean created,
            boolean already,
            @Nullable String code) {}

    public Outcome outcome() {
        if (answer == null || answer.httpStatus() >= 500 || answer.httpStatus() == 429) {
            return Outcome.UNKNOWN;
        }
        return answer.httpStatus() < 300 ? Outcome.OK : Outcome.REFUSED;
    }

    public boolean ok(Kind kind) {
        return this.kind == kind && outcome() == Outcome.OK;
    }
}
