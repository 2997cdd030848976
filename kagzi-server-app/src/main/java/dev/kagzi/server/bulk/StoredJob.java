package dev.kagzi.server.bulk;

import dev.kagzi.protocol.BulkJob;
import dev.kagzi.server.run.BulkRuns.Target;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as somebody works on it.
 *
 * @param turn how often it was taken over
 */
record StoredJob(UUID namespaceId, BulkJob job, Position position, int turn) {

    /**
     * How far a job is.
     *
     * @param page the runs that are acted on now; null before the first page
     * @param cursor where the list goes on after it; null at its beginning, and after the last page
     * @param isBegun whether some of the page may have been acted on, by somebody who did not come back
     */
    record Position(@Nullable List<Target> page, @Nullable String cursor, boolean isBegun) {

        /** Of a job whose runs have yet to be found. */
        static final Position BEGINNING = new Position(null, null, false);

        boolean isLast() {
            return page != null && cursor == null;
        }
    }

    /**
     * What a step adds to what has been counted.
     *
     * @param matched runs that fit
     * @param succeeded of these, those to which it was done
     * @param skipped of these, those to which it could not be done
     */
    record Counted(int matched, int succeeded, int skipped) {

        static final Counted NOTHING = new Counted(0, 0, 0);

        Counted plus(Counted other) {
            return new Counted(matched + other.matched, succeeded + other.succeeded, skipped + other.skipped);
        }
    }
}
