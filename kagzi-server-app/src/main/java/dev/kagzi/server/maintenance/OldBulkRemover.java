package dev.kagzi.server.maintenance;

import dev.kagzi.server.bulk.BulkJobs;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Removes finished bulk jobs when their retention is over. */
@Component
public class OldBulkRemover extends BackgroundService {

    private static final Duration INTERVAL = Duration.ofMinutes(10);

    private final BulkJobs jobs;

    OldBulkRemover(BulkJobs jobs, SweepMeters meters) {
        super("old-bulk-jobs", meters);
        this.jobs = jobs;
    }

    /** Removes them, and returns how many that were. */
    public int runOnce() {
        return jobs.removeOld();
    }

    @Override
    Duration runAndRest() {
        runOnce();
        return INTERVAL;
    }
}
