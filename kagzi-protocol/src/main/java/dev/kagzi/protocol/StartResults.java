package dev.kagzi.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of many starts.
 *
 * @param results one per start, in order
 */
public record StartResults(List<Result> results) {

    /**
     * What became of one start: one of the two. A run that is here is durable.
     *
     * @param error why nothing was started, or that it is not known
     */
    public record Result(
            @Nullable RunSnapshot run, @Nullable Problem error) {

        /** The run that was started, or was there. */
        public static Result of(RunSnapshot run) {
            return new Result(run, null);
        }

        /** A start that was refused. */
        public static Result of(Problem error) {
            return new Result(null, error);
        }
    }
}
