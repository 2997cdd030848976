package dev.kagzi.observation;

import io.micrometer.observation.Observation;

/** What is known of a request of the client that is observed. */
public final class ClientObservationContext extends Observation.Context {

    private final String operation;
    private String outcome = "success";

    ClientObservationContext(String operation) {
        this.operation = operation;
    }

    /** What is asked for, in one word. */
    public String operation() {
        return operation;
    }

    /** {@code success}, the code of the server's problem, or {@code unreachable}. */
    public String outcome() {
        return outcome;
    }

    void failed(String how) {
        outcome = how;
    }
}
