package dev.kagzi.benchmark.driver;

/**
 * What a driver has to do.
 *
 * @param runs runs that are measured
 * @param concurrency runs at once
 * @param warmUpSeconds how long it goes on before it counts, so that everything is compiled and connected
 * @param databaseUrl JDBC address with user
 * @param serverUrl address of the Kagzi server, empty for competitors without one
 * @param serverPid its process, 0 without one
 * @param postgresPid the postmaster
 */
public record Task(
        Workload workload,
        int runs,
        int concurrency,
        int warmUpSeconds,
        String databaseUrl,
        String serverUrl,
        long serverPid,
        long postgresPid) {}
