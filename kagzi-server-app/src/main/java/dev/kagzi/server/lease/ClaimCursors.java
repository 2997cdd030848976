package dev.kagzi.server.lease;

import dev.kagzi.server.lease.ClaimRepository.RunRow;
import dev.kagzi.server.lease.ClaimRequest.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * How far each line of waiting runs has been claimed. What is left of claimed runs in the index goes away some time later, and in a
 * long line each claim would walk over all of it. Whoever claims many runs goes on from here; a run that has come in before that
 * place waits until all places are forgotten, which is soon.
 */
final class ClaimCursors {

    /** Fewer are claimed in their exact order, and quickly enough. */
    static final int MANY = 32;

    static final long KEPT_NANOS = Duration.ofMillis(100).toNanos();

    private final LongSupplier nanoTime;
    private final Map<Key, Place> places = new HashMap<>();
    private long begunNanos;

    ClaimCursors(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.begunNanos = nanoTime.getAsLong();
    }

    /**
     * Where a claim goes on.
     *
     * @param begunNanos which places they are from
     * @param after the lines in which it does not begin at the head
     */
    record Cursor(long begunNanos, Map<Line, Place> after) {}

    /** A run that has been claimed, after which a claim goes on. */
    record Place(Instant claimOrder, UUID runId) {}

    private record Key(UUID namespaceId, String stored, int version) {}

    /** Where a claim for this poll goes on. */
    synchronized Cursor of(ClaimRequest request) {
        if (nanoTime.getAsLong() - begunNanos >= KEPT_NANOS) {
            forget();
        }
        Map<Line, Place> found = new HashMap<>();
        if (request.free() >= MANY) {
            for (Line line : request.lines()) {
                Place place = places.get(key(request, line));
                if (place != null) {
                    found.put(line, place);
                }
            }
        }
        return new Cursor(begunNanos, found);
    }

    /**
     * These have been claimed, in their order. When they are fewer than was asked for, others may have come in before the places; when
     * the places have been forgotten meanwhile, the head has to be looked at first.
     */
    synchronized void claimed(ClaimRequest request, Cursor from, List<RunRow> rows) {
        if (rows.size() < request.free()) {
            forget();
        } else if (from.begunNanos() == begunNanos) {
            move(request, rows);
        }
    }

    private void move(ClaimRequest request, List<RunRow> rows) {
        Map<String, Place> last = new HashMap<>();
        rows.forEach(row -> last.put(row.workflow(), new Place(row.claimOrder(), row.runId())));
        for (Line line : request.lines()) {
            Place place = last.get(line.stored());
            if (place != null) {
                places.put(key(request, line), place);
            }
        }
    }

    private void forget() {
        places.clear();
        begunNanos = nanoTime.getAsLong();
    }

    private static Key key(ClaimRequest request, Line line) {
        return new Key(request.namespaceId(), line.stored(), line.version());
    }
}
