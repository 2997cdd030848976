package dev.kagzi.benchmark;

import dev.kagzi.benchmark.driver.Competitor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** The medians of all rounds, and how many times more Kagzi does than each peer. */
record Table(List<Measurement> measurements) {

    private static final String ROW = "%-9s %-26s %-14s %14s %10s%n";

    @Override
    public String toString() {
        StringBuilder table =
                new StringBuilder(ROW.formatted("workload", "figure", "competitor", "median", "kagzi : it"));
        groups().forEach((group, of) -> {
            for (String figure : new TreeSet<>(
                    of.stream().flatMap(m -> m.figures().keySet().stream()).toList())) {
                rows(table, group, figure, of);
            }
        });
        return table.toString();
    }

    private Map<String, List<Measurement>> groups() {
        Map<String, List<Measurement>> groups = new LinkedHashMap<>();
        for (Measurement measurement : measurements) {
            groups.computeIfAbsent(
                            measurement.workload() + "/" + measurement.concurrency(),
                            group -> new java.util.ArrayList<>())
                    .add(measurement);
        }
        return groups;
    }

    private static void rows(StringBuilder table, String group, String figure, List<Measurement> measurements) {
        double kagzi = median(Competitor.KAGZI.label(), figure, measurements);
        for (String competitor :
                new TreeSet<>(measurements.stream().map(Measurement::competitor).toList())) {
            double median = median(competitor, figure, measurements);
            if (!Double.isNaN(median)) {
                boolean isPeer = !competitor.equals(Competitor.KAGZI.label()) && !Double.isNaN(kagzi) && median > 0;
                table.append(
                        ROW.formatted(group, figure, competitor, number(median), isPeer ? number(kagzi / median) : ""));
            }
        }
    }

    private static double median(String competitor, String figure, List<Measurement> measurements) {
        double[] values = measurements.stream()
                .filter(measurement -> measurement.competitor().equals(competitor))
                .filter(measurement -> measurement.figures().containsKey(figure))
                .mapToDouble(measurement -> measurement.figures().get(figure))
                .sorted()
                .toArray();
        if (values.length == 0) {
            return Double.NaN;
        }
        return Arrays.stream(values, (values.length - 1) / 2, values.length / 2 + 1)
                .average()
                .orElseThrow();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value);
    }
}
