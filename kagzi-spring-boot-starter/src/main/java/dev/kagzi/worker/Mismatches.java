package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;

/** How it is told that a history and its code disagree. */
final class Mismatches {

    private static final String REMEDY =
            " Nothing was executed. Deploy code that makes the recorded calls in their order and retry"
                    + " the run, or restart it.";

    private Mismatches() {}

    static Failure failure(String difference) {
        return Failure.of(FailureType.HISTORY_MISMATCH, difference + REMEDY);
    }
}
