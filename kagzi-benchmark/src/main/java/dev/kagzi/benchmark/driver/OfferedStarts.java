package dev.kagzi.benchmark.driver;

import java.util.Map;
import java.util.TreeMap;

/** What became of starts that were due on a schedule. */
final class OfferedStarts {

    private final Durations accepted = new Durations();
    private final Durations refused = new Durations();
    private final Map<String, Double> figures = new TreeMap<>();

    /** Since the moment at which it was due. */
    void accepted(long nanos) {
        accepted.add(nanos);
    }

    /** Since the moment at which it was due. */
    void refused(long nanos) {
        refused.add(nanos);
    }

    /** The schedule ends: what is answered later counts for the latencies only. */
    void ended(long due, long sent, double seconds) {
        figures.put("duePerSecond", due / seconds);
        figures.put("sentPerSecond", sent / seconds);
        figures.put("unsentPerSecond", (due - sent) / seconds);
        figures.put("acceptedPerSecond", accepted.count() / seconds);
        figures.put("refusedPerSecond", refused.count() / seconds);
    }

    double acceptedPerSecond() {
        return figures.getOrDefault("acceptedPerSecond", 0.0);
    }

    /** The figures by name, once all that was sent has been answered. */
    Map<String, Double> figures() {
        Map<String, Double> all = new TreeMap<>(figures);
        all.put("acceptedP50MillisFromDue", accepted.millis(50));
        all.put("acceptedP99MillisFromDue", accepted.millis(99));
        all.put("refusedP99MillisFromDue", refused.millis(99));
        return all;
    }
}
