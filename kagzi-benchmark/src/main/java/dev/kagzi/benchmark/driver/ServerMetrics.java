package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the Kagzi server says of itself at one moment, line by line in the format of Prometheus. */
public record ServerMetrics(List<String> lines) {

    private static final String EXPIRATIONS = "kagzi_server_lease_expirations_total";
    private static final String BUCKETS = "http_server_requests_seconds_bucket{";
    private static final Pattern BUCKET = Pattern.compile(".*[{,]le=\"([0-9.E-]+)\".*} (\\S+)");

    public static ServerMetrics now(Server server) throws IOException, InterruptedException {
        URI uri = URI.create(server.managementUrl() + "/actuator/prometheus");
        return new ServerMetrics(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines())
                .body()
                .toList());
    }

    /** A metric with its labels as they are written; 0 when there is none yet. */
    double value(String metric) {
        return lines.stream()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .sum();
    }

    /** Leases that have expired since. */
    double expirationsSince(ServerMetrics before) {
        return value(EXPIRATIONS) - before.value(EXPIRATIONS);
    }

    /**
     * How long the server took, by its own clock, to answer 99 of a hundred starts with this status since then, to the upper end of a
     * bucket; 0 when there were none.
     */
    double startP99MillisSince(ServerMetrics before, int status) {
        Map<Double, Double> counts = buckets(status);
        before.buckets(status).forEach((upTo, count) -> counts.merge(upTo, -count, Double::sum));
        double all = counts.values().stream().mapToDouble(count -> count).max().orElse(0);
        return counts.entrySet().stream()
                .filter(bucket -> all > 0 && bucket.getValue() >= all * 0.99)
                .mapToDouble(bucket -> bucket.getKey() * 1_000)
                .min()
                .orElse(0);
    }

    /** How many took no longer, by seconds. */
    private Map<Double, Double> buckets(int status) {
        Map<Double, Double> buckets = new TreeMap<>();
        lines.stream()
                .filter(line -> line.startsWith(BUCKETS)
                        && line.contains("uri=\"/api/v1/runs\"")
                        && line.contains("method=\"POST\"")
                        && line.contains("status=\"" + status + "\""))
                .map(BUCKET::matcher)
                .filter(Matcher::matches)
                .forEach(bucket -> buckets.merge(
                        Double.parseDouble(bucket.group(1)), Double.parseDouble(bucket.group(2)), Double::sum));
        return buckets;
    }
}
