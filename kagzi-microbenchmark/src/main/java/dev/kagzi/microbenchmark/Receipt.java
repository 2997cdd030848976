package dev.kagzi.microbenchmark;

import dev.kagzi.protocol.Payload;

/** A value of about 100 bytes of JSON. */
public record Receipt(String order, String customer, long cents, String currency, boolean paid) {

    /** As it is recorded. */
    public static Payload payload(int number) {
        return Payload.of(
                "{\"order\":\"order-%08d\",\"customer\":\"customer-%08d\",\"cents\":%d,\"currency\":\"EUR\",\"paid\":true}"
                        .formatted(number, number, 100_000 + number));
    }
}
