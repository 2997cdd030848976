package dev.kagzi.client;

import org.jspecify.annotations.Nullable;

/** Takes over what is sent inside a transaction, and sends it after the commit. */
public interface Outbox {

    /** Takes nothing: everything is sent at once. */
    Outbox NONE = sending -> null;

    /**
     * Takes it over when a transaction is open on the calling thread.
     *
     * @return what becomes of it; {@code null} when no transaction is open, and the caller has to send it
     * @throws dev.kagzi.KagziException when it cannot be taken over; nothing is sent then
     */
    @Nullable Handover take(Sending sending);

    /** How much waits to be sent. */
    default long waiting() {
        return 0;
    }
}
