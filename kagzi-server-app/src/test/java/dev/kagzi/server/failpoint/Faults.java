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

    /** The next request that comes here fails there. */
    void arm(Failpoint failpoint) {
        commits.set(0);
        armed.set(failpoint);
    }

    /** Counts from here on, without a fault. */
    void count() {
        commits.set(0);
    }

    int commits() {
        return commits.get();
    }

    /** Whether the fault is still to be made. */
    boolean isArmed() {
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

    boolean losesReply() {
        Failpoint failpoint = armed.get();
        return failpoint != null && failpoint.place() == Place.BEFORE_REPLY;
    }

    void replyLost() {
        armed.set(null);
    }
}
