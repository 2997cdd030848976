package dev.kagzi.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * By how much the server's clock is ahead. It is taken to have answered half-way, which is the less wrong the shorter the way was:
 * of the newest measurements the one with the shortest counts.
 */
final class ClockSkew {

    private static final int KEPT = 8;

    private final Deque<Measured> newestFirst = new ArrayDeque<>();

    /** @param server its time, absent where it does not tell */
    synchronized void measured(@Nullable Instant server, Instant asked, Instant answered) {
        // A clock that was set back meanwhile has measured nothing.
        if (server == null || answered.isBefore(asked)) {
            return;
        }
        Duration roundTrip = Duration.between(asked, answered);
        newestFirst.addFirst(new Measured(roundTrip, Duration.between(asked.plus(roundTrip.dividedBy(2)), server)));
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
    }

    /** {@code null} before it was measured. */
    synchronized @Nullable Duration get() {
        Measured best = null;
        for (Measured measured : newestFirst) {
            if (best == null || measured.roundTrip().compareTo(best.roundTrip()) < 0) {
                best = measured;
            }
        }
        return best == null ? null : best.skew();
    }

    private record Measured(Duration roundTrip, Duration skew) {}
}
