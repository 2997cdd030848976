package dev.kagzi.test;

import org.assertj.core.api.AbstractAssert;

/** Asks what came of a replay. */
public final class ReplayAssert extends AbstractAssert<ReplayAssert, Replay> {

    ReplayAssert(Replay replay) {
        super(replay, ReplayAssert.class);
    }

    /** Today's code makes the calls that the history has, in their order. */
    public ReplayAssert followsHistory() {
        isNotNull();
        if (actual.mismatch() != null) {
            failWithMessage(
                    "Run %s of '%s' cannot go on with today's code. %s",
                    actual.history().runId(), actual.history().workflow(), actual.mismatch());
        }
        return this;
    }

    /** Today's code makes another call than the history has, and what is said of it contains this text. */
    public ReplayAssert leavesHistory(String text) {
        isNotNull();
        String mismatch = actual.mismatch();
        if (mismatch == null || !mismatch.contains(text)) {
            failWithMessage(
                    "Expected today's code to leave the history of run %s with a message that contains\n  \"%s\"\nbut %s",
                    actual.history().runId(),
                    text,
                    mismatch == null ? "it follows it." : "it says\n  \"" + mismatch + "\"");
        }
        return this;
    }
}
