package dev.kagzi.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What waits to be told to the server, and what leaves together with the next request. Guarded by its owner. */
final class ReportQueue {

    /** How long a body is open before the server is told, when no reports leave earlier. */
    static final Duration SHOW_STARTED = Duration.ofMillis(200);

    private static final int MAX_SUBMISSIONS = 2_000;

    private final Deque<Submission> waiting = new ArrayDeque<>();
    private final Set<StartedStep> openBodies = new LinkedHashSet<>();
    private int alone;

    void add(Submission submission) {
        waiting.add(submission);
    }

    void bodyOpened(StartedStep started) {
        openBodies.add(started);
    }

    void bodyClosed(StartedStep started) {
        openBodies.remove(started);
    }

    boolean hasOpenBodies() {
        return !openBodies.isEmpty();
    }

    /** Whether a body is open for so long that the server should know. */
    boolean hasBodyToShow(long nanoTime) {
        return hasOpenBodies() && nanoTime - openBodies.iterator().next().openedAt() >= SHOW_STARTED.toNanos();
    }

    /** What leaves now; open bodies go along, but make no request of their own before their time. */
    List<Submission> next(long nanoTime) {
        List<Submission> batch = new ArrayList<>();
        if (alone > 0) {
            alone--;
            batch.add(waiting.remove());
            return batch;
        }
        long size = move(waiting.iterator(), batch, 0);
        if (!batch.isEmpty() || hasBodyToShow(nanoTime)) {
            move(openBodies.iterator(), batch, size);
        }
        return batch;
    }

    /** Takes back what was refused as a whole: each submission leaves alone, before everything else. */
    void returnAlone(List<Submission> refused) {
        for (int i = refused.size() - 1; i >= 0; i--) {
            waiting.addFirst(refused.get(i));
        }
        alone = refused.size();
    }

    private static long move(Iterator<? extends Submission> from, List<Submission> batch, long sizeSoFar) {
        long size = sizeSoFar;
        while (from.hasNext() && batch.size() < MAX_SUBMISSIONS) {
            Submission next = from.next();
            size += ReportSize.of(next.reports());
            if (!batch.isEmpty() && size > ReportSize.MAX_REQUEST / 2) {
                return size;
            }
            from.remove();
            batch.add(next);
        }
        return size;
    }
}
