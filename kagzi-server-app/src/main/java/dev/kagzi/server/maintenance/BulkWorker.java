package dev.kagzi.server.maintenance;

import dev.kagzi.server.bulk.BulkJobs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Works on bulk jobs, on each for a second in turn. */
@Component
public class BulkWorker extends WatchedService {

    private static final Duration TURN = Duration.ofSeconds(1);

    private final BulkJobs jobs;

    BulkWorker(BulkJobs jobs, SweepMeters meters) {
        super("bulk-jobs", meters);
        this.jobs = jobs;
    }

    /** Works on all there are until they are done. */
    public void runOnce() {
        boolean more = true;
        while (more) {
            more = jobs.work(() -> true);
        }
    }

    @Override
    String condition() {
        return BulkJobs.IS_ANY_FREE;
    }

    @Override
    Duration runAndRest() {
        long began = System.nanoTime();
        return jobs.work(() -> isRunning() && System.nanoTime() - began < TURN.toNanos()) ? Duration.ZERO : UNWATCHED;
    }
}
