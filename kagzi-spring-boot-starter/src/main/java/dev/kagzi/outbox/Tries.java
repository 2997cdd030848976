package dev.kagzi.outbox;

import dev.kagzi.outbox.Delivery.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The tries to send one thing, as long as they are in vain. */
final class Tries {

    private final Pace pace;
    private Duration nextPause;
    private @Nullable Duration bound;
    private long boundedSince;

    Tries(Pace pace) {
        this.pace = pace;
        this.nextPause = pace.firstPause();
    }

    /** Time counts as long as the tries end in the same way: a server that was away for an hour has not failed for an hour. */
    boolean areOverAfter(Outcome.Later outcome) {
        Duration present = outcome.bound();
        if (present == null || !present.equals(bound)) {
            bound = present;
            boundedSince = System.nanoTime();
            return false;
        }
        return System.nanoTime() - boundedSince >= present.toNanos();
    }

    Duration pauseAfter(Outcome.Later outcome) {
        Duration pause = nextPause;
        nextPause = pace.after(pause);
        return outcome.pause().compareTo(pause) > 0 ? outcome.pause() : pause;
    }
}
