package dev.kagzi.server.maintenance;

import dev.kagzi.server.idempotency.IdempotencyKeys;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes the keys and answers of requests that were made more than a day ago. */
@Component
public class IdempotencyKeyRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(50);

    private final IdempotencyKeys keys;

    IdempotencyKeyRemover(IdempotencyKeys keys, SweepMeters meters) {
        super("idempotency-keys", meters);
        this.keys = keys;
    }

    /** Removes one batch, and returns how many keys that were. */
    public int runOnce() {
        return keys.removeOld();
    }

    @Override
    Duration runAndRest() {
        return runOnce() > 0 ? BETWEEN_BATCHES : INTERVAL;
    }
}
