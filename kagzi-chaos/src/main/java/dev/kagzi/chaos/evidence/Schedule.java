package dev.kagzi.chaos.evidence;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for a schedule of the load, whose firings are the seconds that can be divided by its period.
 *
 * @param skipsOverlaps whether a firing is skipped while a run of the schedule is not finished
 * @param saved its creation
 * @param paused its pause, which is for good
 */
public record Schedule(
        String id,
        int seconds,
        boolean skipsOverlaps,
        Asked saved,
        Asked paused,
        Backfill backfill,
        List<Trigger> triggers) {

    public Schedule {
        triggers = List.copyOf(triggers);
    }

    /**
     * A request with an ok, and those before it that got no answer.
     *
     * @param sentNanos when the first was sent
     * @param okNanos when the ok arrived
     */
    public record Asked(long sentNanos, long okNanos) {}

    /**
     * A firing that was asked for, with an Idempotency-Key of its own.
     *
     * @param runs what its answers named, each run once
     */
    public record Trigger(Asked asked, Set<UUID> runs) {

        public Trigger {
            runs = Set.copyOf(runs);
        }
    }

    /** Firings of the past that were made up. */
    public record Backfill(Instant from, Instant to) {

        public boolean contains(Instant at) {
            return !at.isBefore(from) && at.isBefore(to);
        }
    }

    /** The trigger that was answered with this run. */
    public Optional<Trigger> triggerOf(@Nullable UUID run) {
        return triggers.stream()
                .filter(trigger -> run != null && trigger.runs().contains(run))
                .findFirst();
    }

    /** Whether the schedule fires at an instant of the clock. */
    public boolean firesAt(Instant at) {
        return at.getNano() == 0 && at.getEpochSecond() % seconds == 0;
    }
}
