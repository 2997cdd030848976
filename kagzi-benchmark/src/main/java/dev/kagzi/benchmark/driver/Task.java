package dev.kagzi.benchmark.driver;

/**
 * What a driver has to do.
 *
 * @param runs runs that are measured
 * @param concurrency runs at once
 * @param warmUpSeconds how long it goes on before it counts, so that everything is compiled and connected
 * @param databaseUrl JDBC address with user
 * @param server the competitor's own, or none
 * @param postgresPid the postmaster
 */
public record Task(
        Workload workload,
        int runs,
        int concurrency,
        int warmUpSeconds,
        String databaseUrl,
        Server server,
        long postgresPid) {}
