package dev.kagzi.protocol;

/** Where a step stands. */
public enum StepStatus {
    /** An attempt is known to have begun. Never part of a history handed to a worker. */
    RUNNING,
    /** Its wait is open, or it lies between two attempts. */
    WAITING,
    COMPLETED,
    /** Failed for good. */
    FAILED;

    /** Whether the outcome is recorded and stands for every replay. */
    public boolean isRecorded() {
        return this == COMPLETED || this == FAILED;
    }
}
