package dev.kagzi.worker;

import org.jspecify.annotations.Nullable;

/** What has become of one pass over the code of a branch. */
sealed interface PassEnd {

    /** The branch has ended: with a result, or with what its code threw. */
    record Ended(@Nullable Object result, @Nullable Throwable failure) implements PassEnd {}

    /** The code has left to be executed again. */
    record Paused(Pause why) implements PassEnd {}

    /** The execution of the whole run has ended. */
    record Stopped() implements PassEnd {}
}
