package dev.kagzi.server.signal;

/** Wants to know what was committed, here or on another server. */
@FunctionalInterface
public interface SignalListener {

    /** Called on the thread that committed: hands the work over and returns at once. */
    void onSignal(Signal signal);
}
