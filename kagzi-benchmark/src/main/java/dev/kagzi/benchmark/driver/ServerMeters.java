package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** What the Kagzi server tells of itself. */
public final class ServerMeters {

    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;

    public ServerMeters(Server server) {
        this.request = HttpRequest.newBuilder(URI.create(server.managementUrl() + "/actuator/prometheus"))
                .timeout(LONGEST)
                .build();
    }

    /** All its metrics, in the format of Prometheus. */
    public List<String> lines() throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString()).body().lines().toList();
    }

    /** One metric with its labels as they are written. */
    double value(String metric) throws IOException, InterruptedException {
        return lines().stream()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
