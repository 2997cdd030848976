package dev.kagzi.server.schedule;

/** Why a firing has started no run. */
enum SkipReason {
    /** Nobody looked at the schedule when it was due, and it is not one of those that are made up. */
    MISSED,
    /** A run of the schedule was not finished, or too many firings wait already. */
    OVERLAP,
    /** No worker has registered the workflow under this name. */
    WORKFLOW_UNKNOWN
}
