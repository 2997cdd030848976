package dev.kagzi.server.failpoint;

import dev.kagzi.server.failpoint.Failpoint.Place;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Makes one fault at a time, and counts the commits that requests wait for. */
final class Faults {

    /** Threads that commit what requests ask for; the server's other threads commit for nobody in particular. */
    private static final Set<String> COMMITTERS = Set.of("kagzi-start-", "kagzi-event-", "kagzi-report-");

    private final AtomicReference<@Nullable Failpoint> armed = new AtomicReference<>();
    private final AtomicInteger commits = new AtomicInteger();
    private final AtomicInteger underWay = new AtomicInteger();

    /** The next request that comes here fails there. */
    void arm(Failpoint failpoint) {
        awaitQuiet();
        commits.set(0);
        armed.set(failpoint);
    }

    /** Counts from here on, without a fault. */
    void count() {
        awaitQuiet();
        commits.set(0);
    }

    int commits() {
        awaitQuiet();
        return commits.get();
    }

    /** Whether the fault is still to be made. */
    boolean isArmed() {
        awaitQuiet();
        return armed.get() != null;
    }

    /** The fault that this commit gets, or null. */
    @Nullable Place atCommit() {
        String thread = Thread.currentThread().getName();
        if (thread.startsWith("kagzi-") && COMMITTERS.stream().noneMatch(thread::startsWith)) {
            return null;
        }
        int number = commits.incrementAndGet();
        Failpoint failpoint = armed.get();
        return failpoint != null && failpoint.commit() == number && armed.compareAndSet(failpoint, null)
                ? failpoint.place()
                : null;
    }

    /** Whether the reply of this request is the one that is lost. */
    boolean takesReply() {
        Failpoint failpoint = armed.get();
        return failpoint != null && failpoint.place() == Place.BEFORE_REPLY && armed.compareAndSet(failpoint, null);
    }

    /** A request is worked on, and may commit something after it has been answered. */
    void comes() {
        underWay.incrementAndGet();
    }

    void goes() {
        underWay.decrementAndGet();
    }

    private void awaitQuiet() {
        while (underWay.get() > 0) {
            Thread.onSpinWait();
        }
    }
}
