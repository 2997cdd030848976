package dev.kagzi.client;

import dev.kagzi.KagziException;

/** Too much is waiting to be sent. Nothing was taken over; the transaction can be rolled back, and be tried again later. */
public final class OutboxFullException extends KagziException {

    private static final long serialVersionUID = 1L;

    public OutboxFullException(String message) {
        super(message);
    }
}
