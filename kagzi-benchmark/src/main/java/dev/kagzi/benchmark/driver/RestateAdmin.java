package dev.kagzi.benchmark.driver;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Restate lets people set up and ask. */
final class RestateAdmin {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    RestateAdmin(String url) {
        this.url = url;
    }

    /** Has it invoke what is served at this port of the machine. */
    void register(int port) {
        post("/deployments", Map.of("uri", "http://127.0.0.1:" + port));
    }

    /** The answer to a question that has one number for an answer, named {@code n}. */
    long count(String sql) {
        return post("/query", Map.of("query", sql)).at("/rows/0/n").asLong();
    }

    private JsonNode post(String path, Object body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(path + " answers " + response.statusCode() + ": " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
