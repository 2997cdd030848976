package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import org.jspecify.annotations.Nullable;

/** How it is told that a history and its code disagree. */
final class Mismatches {

    private static final int MAX_THROWN = 1024;

    private static final String REMEDY =
            " Nothing was executed. Deploy code that makes the recorded calls in their order and retry"
                    + " the run, or restart it.";

    private static final String OTHER_TYPE = " Deploy code whose type takes it and retry the run, or restart it.";

    private Mismatches() {}

    /** What was recorded cannot be read as what the code asks for. */
    static Failure ofType(String difference) {
        return Failure.of(FailureType.HISTORY_MISMATCH, difference + OTHER_TYPE);
    }

    static Failure failure(String difference) {
        return failure(difference, null);
    }

    /** @param thrown what the code has left with */
    static Failure failure(String difference, @Nullable Throwable thrown) {
        String threw = thrown == null ? "" : " It threw " + RecordedText.bounded(thrown.toString(), MAX_THROWN) + ".";
        return Failure.of(FailureType.HISTORY_MISMATCH, difference + threw + REMEDY);
    }
}
