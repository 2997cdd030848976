package dev.kagzi.replay;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;

/** What has to happen for the next call of a workflow. */
public sealed interface Decision {

    /** The outcome is recorded: completed, or failed for good. */
    record Recorded(HistoryStep step) implements Decision {}

    /**
     * Nothing is recorded yet.
     *
     * @param position number of the call in its branch, from 1
     * @param attempt the attempt to make, from 1
     */
    record Execute(StepKey key, int position, int attempt) implements Decision {}

    /** Its wait has begun and is open. */
    record WaitIsOpen(HistoryStep step) implements Decision {}

    /** The history says something else; the message names both sides. */
    record Mismatch(String message) implements Decision {

        static Mismatch called(HistoryStep recorded, StepKind kind, StepKey key, int position) {
            return new Mismatch("The history has " + described(recorded) + ", but the code calls "
                    + described(kind, key, position) + ".");
        }

        static Mismatch returned(HistoryStep left, int calls) {
            return new Mismatch(
                    "The history has " + described(left) + ", but the code returns after " + calls + " calls.");
        }

        private static String described(HistoryStep step) {
            return described(step.kind(), step.step(), step.position());
        }

        private static String described(StepKind kind, StepKey key, int position) {
            return kind + " '" + key + "' at position " + position;
        }
    }
}
