package dev.kagzi.chaos.nemesis;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Requests with JSON. */
final class JsonPosts {

    /** Instead of a status, when no answer arrived: the request may have had its effect. */
    static final int NO_ANSWER = 0;

    private static final int REDIRECT = 300;

    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final String url;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    JsonPosts(String url) {
        this.url = url;
    }

    /** What came back. */
    record Answer(int status, String body) {

        boolean isOk() {
            return status != NO_ANSWER && status < REDIRECT;
        }
    }

    int post(String path, String body) {
        return exchange(path, body).status();
    }

    /** @param headers names and values in turn */
    Answer exchange(String path, String body, String... headers) {
        return request("POST", path, body, headers);
    }

    /** @param headers names and values in turn */
    Answer request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new Answer(NO_ANSWER, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while calling", e);
        }
    }
}
