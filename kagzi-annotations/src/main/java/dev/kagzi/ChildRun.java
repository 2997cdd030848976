package dev.kagzi;

import org.jspecify.annotations.Nullable;

/**
 * A child run that has been started, as its parent's code sees it.
 *
 * @param <T> type of the result
 */
public interface ChildRun<T extends @Nullable Object> {

    /** Identity of the child: a UUIDv7, the same on every replay. */
    String runId();

    /**
     * Waits durably for the end of the child and gives its result. Can be asked more than once; the answer stays the same.
     *
     * @return the result, as JSON gives it back
     * @throws ChildFailedException when the child failed, was cancelled or could not be started
     */
    T result();
}
