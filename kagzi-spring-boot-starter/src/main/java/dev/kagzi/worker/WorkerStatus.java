package dev.kagzi.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it stands.
 *
 * @param slots runs it executes at once
 * @param used runs it holds: those it executes, and those of whose end it is telling the server, up to twice as many as {@code slots}
 * @param lastPollAt when a poll was last answered
 * @param lastAnswerAt when the server last answered anything
 * @param lastError what went wrong last, null when nothing has
 * @param clockSkew by how much the server's clock is ahead of this one's, as sessions and renewals show it; null before the first
 * @param workflows versions it takes runs of, by name
 */
public record WorkerStatus(
        State state,
        int slots,
        int used,
        @Nullable Instant lastPollAt,
        @Nullable Instant lastAnswerAt,
        @Nullable LastError lastError,
        @Nullable Duration clockSkew,
        Map<String, List<Integer>> workflows) {

    /** Whether it takes runs. */
    public enum State {
        RUNNING,
        /** It was told here to take nothing more for the time being. */
        PAUSED,
        /** It takes nothing more, and lets go of what it holds: the server has asked for it, or the application stops. */
        DRAINING,
        STOPPED
    }

    /** A request that failed. */
    public record LastError(String message, Instant at) {}
}
