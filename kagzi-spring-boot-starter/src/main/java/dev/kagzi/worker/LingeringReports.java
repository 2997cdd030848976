package dev.kagzi.worker;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Runs whose newest reports wait a moment, so that the last step and the end of a run share a request. */
final class LingeringReports {

    private static final Duration LINGER = Duration.ofMillis(20);

    private final WorkerClock clock;
    private Set<RunReports> lingering = new LinkedHashSet<>();

    LingeringReports(WorkerClock clock) {
        this.clock = clock;
    }

    /** One timer for all that come before it is due. */
    void add(RunReports reports) {
        synchronized (this) {
            lingering.add(reports);
            if (lingering.size() > 1) {
                return;
            }
        }
        clock.after(LINGER, this::flush);
    }

    private void flush() {
        takeAll().forEach(RunReports::flush);
    }

    private synchronized Set<RunReports> takeAll() {
        Set<RunReports> due = lingering;
        lingering = new LinkedHashSet<>();
        return due;
    }
}
