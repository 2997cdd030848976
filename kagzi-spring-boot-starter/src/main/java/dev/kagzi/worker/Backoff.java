package dev.kagzi.worker;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Pauses between tries of the same request.
 *
 * @param first pause after the first failure
 * @param longest bound of the pause
 * @param random from 0 to 1
 */
record Backoff(Duration first, Duration longest, DoubleSupplier random) {

    private static final int MAX_DOUBLINGS = 16;

    /** The pause after this many failures in a row, half of it by chance, so that workers do not come back together. */
    Duration after(int failures) {
        long grown = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long bounded = Math.min(grown, longest.toMillis());
        return Duration.ofMillis(Math.round(bounded * (0.5 + random.getAsDouble() / 2)));
    }
}
