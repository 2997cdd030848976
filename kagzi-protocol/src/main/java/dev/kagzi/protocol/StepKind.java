package dev.kagzi.protocol;

/** What a recorded step is. */
public enum StepKind {
    /** A body of the application. */
    STEP,
    SLEEP,
    /** A wait for an event. */
    EVENT,
    /** The start of a child run, and its outcome. */
    CHILD,
    /** An event that the run has emitted. */
    EMIT,
    /** A recorded value: the time, a random id. */
    VALUE,
    /** A place in the code: where branches begin, and how many. */
    MARKER,
    /** What undoes a step of a run that does not complete. */
    COMPENSATION
}
