package dev.kagzi.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of many events.
 *
 * @param results one per event, in order
 */
public record EventResults(List<EventResult> results) {

    /**
     * What became of one event: one of the two. An event that is here is durable.
     *
     * @param error why it was not accepted, or that it is not known
     */
    public record EventResult(
            @Nullable EventSnapshot event, @Nullable Problem error) {

        /** An event that is accepted, or was before. */
        public static EventResult of(EventSnapshot event) {
            return new EventResult(event, null);
        }

        /** An event that was refused. */
        public static EventResult of(Problem error) {
            return new EventResult(null, error);
        }
    }
}
