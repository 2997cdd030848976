package dev.kagzi.benchmark.driver;

/**
 * What a driver has to do.
 *
 * @param runs runs that are measured
 * @param concurrency runs at once
 * @param warmUpSeconds how long it goes on before it counts, so that everything is compiled and connected
 * @param databaseUrl JDBC address with user
 * @param serverUrl address of the Kagzi server, empty for competitors without one
 * @param managementPort where it tells its metrics, 0 without a server
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
        int managementPort,
        long serverPid,
        long postgresPid) {}
