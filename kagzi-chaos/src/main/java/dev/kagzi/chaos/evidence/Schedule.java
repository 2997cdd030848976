package dev.kagzi.chaos.evidence;

import java.time.Instant;

/**
 * What was asked for a schedule of the load, whose firings are the seconds that can be divided by its period.
 *
 * @param skipsOverlaps whether a firing is skipped while a run of the schedule is not finished
 * @param saved its creation
 * @param paused its pause, which is for good
 */
public record Schedule(String id, int seconds, boolean skipsOverlaps, Asked saved, Asked paused, Backfill backfill) {

    /**
     * A request with an ok, and those before it that got no answer.
     *
     * @param sentNanos when the first was sent
     * @param okNanos when the ok arrived
     */
    public record Asked(long sentNanos, long okNanos) {}

    /** Firings of the past that were made up. */
    public record Backfill(Instant from, Instant to) {

        public boolean contains(Instant at) {
            return !at.isBefore(from) && at.isBefore(to);
        }
    }

    /** Whether the schedule fires at an instant of the clock. */
    public boolean firesAt(Instant at) {
        return at.getNano() == 0 && at.getEpochSecond() % seconds == 0;
    }
}
