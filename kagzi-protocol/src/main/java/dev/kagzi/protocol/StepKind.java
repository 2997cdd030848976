package dev.kagzi.protocol;

/** What a recorded step is. */
public enum StepKind {
    /** A body of the application. */
    STEP,
    SLEEP,
    /** A recorded value: the time, a random id. */
    VALUE
}
