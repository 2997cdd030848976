package dev.kagzi.client;

import dev.kagzi.KagziException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses between requests, which end when the client is closed. */
final class Pauses implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Lets the calling thread wait.
     *
     * @return whether the client may still be used afterwards
     */
    boolean await(String what, Duration pause) {
        try {
            return !closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    static KagziException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new KagziException(what + " was interrupted", e);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
