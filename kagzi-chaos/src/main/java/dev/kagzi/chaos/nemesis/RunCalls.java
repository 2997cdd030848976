package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Call;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests about runs over HTTP: repeats what got no answer, and notes every call with its outcome. */
final class RunCalls {

    private static final int REPEATS = 40;
    private static final long BETWEEN_REPEATS_MILLIS = 250;
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final String url;
    private final Recording recording;
    private final JsonMapper mapper = new JsonMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    RunCalls(String url, Recording recording) {
        this.url = url;
        this.recording = recording;
    }

    Call repeat(Call.Kind kind, UUID run, @Nullable String id, @Nullable String input, String path, String body) {
        Call call = call(kind, run, id, input, path, body);
        for (int i = 0; i < REPEATS && call.outcome() == Call.Outcome.UNKNOWN; i++) {
            Pause.millis(BETWEEN_REPEATS_MILLIS);
            call = call(kind, run, id, input, path, body);
        }
        return call;
    }

    Call call(Call.Kind kind, UUID run, @Nullable String id, @Nullable String input, String path, String body) {
        String address = url + "/api/v1/runs" + (path.isEmpty() ? "" : "/" + run + path);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long sentNanos = System.nanoTime();
        Call.Answer answer = null;
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            answer = answer(response);
        } catch (IOException | JacksonException e) {
            // Unknown: the request may have had its effect.
            answer = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while calling", e);
        }
        Call call = new Call(kind, run, id, input, sentNanos, System.nanoTime(), answer);
        recording.calls.add(call);
        return call;
    }

    private Call.Answer answer(HttpResponse<byte[]> response) {
        JsonNode body = mapper.readTree(response.body());
        String run = body.path("runId").asString("");
        return new Call.Answer(
                response.statusCode(),
                run.isEmpty() ? null : UUID.fromString(run),
                body.path("status").asString(null),
                body.path("ending").asString(null),
                body.path("created").asBoolean(false),
                body.path("already").asBoolean(false),
                body.path("code").asString(null));
    }

    /** A UUIDv7 from the seed: the time is real, the rest is not random. */
    static UUID freshId(Random random) {
        long most = System.currentTimeMillis() << 16 | 0x7000L | random.nextInt(0x1000);
        long least = random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(most, least);
    }
}
