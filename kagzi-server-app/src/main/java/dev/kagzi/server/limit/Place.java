package dev.kagzi.server.limit;

import dev.kagzi.protocol.WaitingFor;
import org.jspecify.annotations.Nullable;

/** What became of asking for a place, known once the transaction has committed. */
public final class Place {

    private volatile WaitingFor.@Nullable Kind heldBackBy;

    /** Which limit holds the run back; null when it has its place. */
    public WaitingFor.@Nullable Kind heldBackBy() {
        return heldBackBy;
    }

    void heldBackBy(WaitingFor.Kind kind) {
        heldBackBy = kind;
    }

    void give() {
        heldBackBy = null;
    }
}
