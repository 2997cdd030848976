package dev.kagzi;

/** What becomes of a start when as many runs as {@link Workflow#concurrency()} allows are under way. */
public enum OnLimit {
    /** The new run waits for a place. */
    WAIT,
    /** The oldest run that has a place is cancelled: its claim ends at once, and its worker hears of it within a renew interval. */
    CANCEL_RUNNING,
    /** The start is refused, and nothing is stored. What an event or a schedule starts waits. */
    REJECT
}
