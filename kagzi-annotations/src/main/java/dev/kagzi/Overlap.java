package dev.kagzi;

/** What becomes of a firing while a run of its schedule is not finished. */
public enum Overlap {
    /** It is skipped, and the schedule's firings say so. */
    SKIP,
    /** It starts its run all the same. */
    ALLOW,
    /** It starts its run when the one before is finished. */
    WAIT
}
