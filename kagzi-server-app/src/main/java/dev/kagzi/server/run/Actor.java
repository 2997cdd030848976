package dev.kagzi.server.run;

/** Who changes the status of a run. */
public enum Actor {
    /** A caller of the API. */
    CLIENT,
    /** The worker that claims the run or holds it. */
    WORKER,
    /** The server by itself: schedules, timers, deadlines, leases that expired. */
    SERVER
}
