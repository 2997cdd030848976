package dev.kagzi.worker;

/** Whether the worker is about to stop: bodies may end, but nothing further begins. */
final class Drain {

    private volatile boolean begun;

    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }
}
