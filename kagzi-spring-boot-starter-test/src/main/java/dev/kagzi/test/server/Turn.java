package dev.kagzi.test.server;

import dev.kagzi.protocol.ProblemCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One caller at a time, and those who wait for a change. */
final class Turn {

    private final Map<String, Repeat> repeats = new HashMap<>();
    private Runnable beforeChange = () -> {};
    private Runnable afterChange = () -> {};
    private boolean closed;

    /** What a request with an idempotency key was answered with. */
    private record Repeat(Object request, Object answer) {}

    /**
     * @param before what precedes any change
     * @param after what follows from it
     */
    void around(Runnable before, Runnable after) {
        beforeChange = before;
        afterChange = after;
    }

    synchronized <T> T read(Supplier<T> read) {
        return read.get();
    }

    synchronized <T> T change(Supplier<T> change) {
        try {
            beforeChange.run();
            T result = change.get();
            afterChange.run();
            return result;
        } finally {
            notifyAll();
        }
    }

    /**
     * Answers the first of the requests with this key, and repeats of it with the same.
     *
     * @param key absent for a request that is not meant to be repeated
     */
    @SuppressWarnings("unchecked")
    synchronized <T> T once(@Nullable String key, Object request, Supplier<T> change) {
        Repeat repeat = key == null ? null : repeats.get(key);
        if (repeat == null) {
            T answer = change(change);
            if (key != null) {
                repeats.put(key, new Repeat(request, answer));
            }
            return answer;
        } else if (!repeat.request().equals(request)) {
            throw new RefusedException(
                    ProblemCode.IDEMPOTENCY_KEY_REUSED, "The key '%s' belongs to another request.".formatted(key));
        }
        return (T) repeat.answer();
    }

    /** Waits until something is the case, in real time, and with the turn. Looks after every change. */
    synchronized void await(Duration atMost, BooleanSupplier isSo) {
        long until = System.nanoTime() + atMost.toNanos();
        long left = atMost.toMillis();
        while (!closed && left > 0 && !isSo.getAsBoolean()) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            left = Duration.ofNanos(until - System.nanoTime()).toMillis();
        }
    }

    /** Nobody waits any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
