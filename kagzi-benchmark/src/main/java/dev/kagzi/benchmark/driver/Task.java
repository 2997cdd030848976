package dev.kagzi.benchmark.driver;

/**
 * What a driver has to do.
 *
 * @param runs runs that are measured
 * @param concurrency runs at once
 * @param databaseUrl JDBC address with user
 * @param serverUrl address of the Kagzi server, empty for competitors without one
 * @param serverPid its process, 0 without one
 * @param postgresPid the postmaster
 */
public record Task(
        Workload workload,
        int runs,
        int concurrency,
        String databaseUrl,
        String serverUrl,
        long serverPid,
        long postgresPid) {

    /** Runs before it counts, so that everything is compiled and connected. */
    int warmUp() {
        if (workload.isDrain()) {
            return Math.min(20_000, Math.max(20, runs / 5));
        }
        return Math.min(2_000, Math.max(workload == Workload.W4 ? 3 : 20, runs));
    }
}
