package dev.kagzi.benchmark;

import dev.kagzi.benchmark.driver.Workload;
import java.util.Map;

/**
 * One competitor, one workload, one round.
 *
 * @param concurrency runs at once
 * @param runs runs that were measured
 * @param settings how the competitor is set up, for people
 */
record Measurement(
        String competitor,
        Workload workload,
        int concurrency,
        int round,
        int runs,
        String settings,
        Map<String, Double> figures,
        Environment environment) {}
