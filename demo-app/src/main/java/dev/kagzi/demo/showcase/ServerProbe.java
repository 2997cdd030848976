package dev.kagzi.demo.showcase;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Finds out who answers at an address. */
@Component
class ServerProbe {

    /** Who answers. */
    enum Answer {
        NOBODY,
        KAGZI,
        SOMETHING_ELSE
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http;

    ServerProbe(SslBundles bundles, @Value("${kagzi.ssl.bundle:}") String bundle) {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        if (!bundle.isEmpty()) {
            builder.sslContext(bundles.getBundle(bundle).createSslContext());
        }
        this.http = builder.build();
    }

    Answer whoAnswersAt(URI url) {
        try {
            return isKagzi(get(url.resolve("/api/v1/namespaces"))) ? Answer.KAGZI : Answer.SOMETHING_ELSE;
        } catch (ConnectException e) {
            return Answer.NOBODY;
        } catch (IOException e) {
            // Somebody accepted the connection and does not speak HTTP, or not in time.
            return Answer.SOMETHING_ELSE;
        }
    }

    boolean isReady(int managementPort) {
        try {
            return get(URI.create("http://localhost:" + managementPort + "/actuator/health/readiness"))
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** A list of namespaces, or a problem with one of Kagzi's codes. */
    private boolean isKagzi(HttpResponse<String> response) {
        try {
            JsonNode body = json.readTree(response.body());
            return body.path("items").isArray() || body.path("code").isString();
        } catch (JacksonException e) {
            return false;
        }
    }

    private HttpResponse<String> get(URI url) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url).timeout(TIMEOUT).build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while asking " + url, e);
        }
    }
}
