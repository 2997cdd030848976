package dev.kagzi.worker;

/** Leaves the code of a run whose execution has ended. An error, so that few handlers catch it by accident. */
final class Unwinding extends Error {

    private static final long serialVersionUID = 1L;

    Unwinding(String reason) {
        super("The execution of this run has ended: " + reason + ". Let this error pass.", null, false, false);
    }
}
