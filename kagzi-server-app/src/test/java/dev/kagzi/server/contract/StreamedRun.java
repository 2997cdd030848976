package dev.kagzi.server.contract;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.json.ProtocolJson;
import dev.kagzi.test.server.InMemoryRuns.RunEvent;
import dev.kagzi.test.server.RefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads one event at a time from the stream of a run, as a client does whose connection breaks after each. */
record StreamedRun(HttpClient http, URI uri, String namespace) {

    private static final JsonMapper JSON = ProtocolJson.builder().build();
    private static final int NO_CONTENT = 204;

    /** The next event, as far as it comes in time. */
    Optional<RunEvent> next(@Nullable String lastEventId, Duration atMost) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Kagzi-Namespace", namespace);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() >= 400) {
                    throw new RefusedException(ProtocolJson.read(JSON, body.readAllBytes(), Problem.class));
                }
                return response.statusCode() == NO_CONTENT ? Optional.empty() : read(body, atMost);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Optional<RunEvent> read(InputStream body, Duration atMost) throws InterruptedException {
        CompletableFuture<Optional<RunEvent>> event = CompletableFuture.supplyAsync(() -> read(body));
        try {
            return event.get(atMost.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Optional<RunEvent> read(InputStream body) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String id = "";
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    id = line.substring(3);
                } else if (line.startsWith("data:")) {
                    byte[] data = line.substring(5).getBytes(StandardCharsets.UTF_8);
                    return Optional.of(new RunEvent(id, ProtocolJson.read(JSON, data, RunSnapshot.class)));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
