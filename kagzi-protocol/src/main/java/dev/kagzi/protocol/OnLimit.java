package dev.kagzi.protocol;

/** What becomes of a start when as many runs as a limit allows are under way. */
public enum OnLimit {
    /** The new run waits for a place. */
    WAIT,
    /** The oldest run that has a place is cancelled. */
    CANCEL_RUNNING,
    /** The start is refused, and nothing is stored. */
    REJECT
}
