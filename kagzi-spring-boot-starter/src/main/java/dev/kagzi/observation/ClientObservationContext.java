package dev.kagzi.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of a request of the client that is observed. Its carrier are headers that say in which span it is made. */
public final class ClientObservationContext extends SenderContext<Map<String, String>> {

    private final String operation;
    private String outcome = "success";

    ClientObservationContext(String operation) {
        super(ClientObservationContext::put, Kind.CLIENT);
        this.operation = operation;
        setCarrier(new HashMap<>());
    }

    private static void put(@Nullable Map<String, String> headers, String name, String value) {
        if (headers != null) {
            headers.put(name, value);
        }
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
