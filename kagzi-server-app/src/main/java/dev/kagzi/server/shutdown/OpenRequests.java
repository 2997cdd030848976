package dev.kagzi.server.shutdown;

/** Requests of one kind that may stay open for long. They must not hold up a server that stops. */
public interface OpenRequests {

    /** What they are, in one word. */
    String kind();

    /** How many are open now. */
    int open();

    /** Answers all that are open, and from now on whoever comes, at once: the server stops. */
    void answerAll();

    /** The server starts, or starts again: whoever comes may wait. */
    void letWait();
}
