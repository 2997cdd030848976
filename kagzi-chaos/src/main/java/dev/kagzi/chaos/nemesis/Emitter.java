package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Emission;
import dev.kagzi.chaos.evidence.EventRows.Channel;
import dev.kagzi.chaos.load.Load;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;

/** Emits events with numbers, one after the other, and repeats what it got no answer to before it goes on. */
final class Emitter implements Runnable {

    private static final int KEYS = 3;
    private static final int REPEATS = 40;
    private static final int MOST_PAUSE_MILLIS = 400;
    private static final long BETWEEN_REPEATS_MILLIS = 250;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final String url;
    private final Recording recording;
    private final Random random;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private volatile boolean ended;

    Emitter(String url, Recording recording, long seed) {
        this.url = url;
        this.recording = recording;
        this.random = new Random(seed);
    }

    /** One of the keys of the load. */
    static String key(Random random) {
        return "key-" + random.nextInt(KEYS);
    }

    @Override
    public void run() {
        while (!ended) {
            if (random.nextInt(8) == 0) {
                emit(new Channel(Load.ORDERED, "order-" + random.nextInt(1_000_000)));
            } else {
                emit(new Channel(Load.NEWS, key(random)));
            }
            Pause.millis(random.nextInt(MOST_PAUSE_MILLIS));
        }
    }

    void end() {
        ended = true;
    }

    private void emit(Channel channel) {
        UUID event = LoadClient.freshId(random);
        String data = "{\"number\":" + (1 + random.nextInt(Integer.MAX_VALUE - 1)) + "}";
        for (int i = 0; i < REPEATS; i++) {
            Emission emission = call(event, channel, data);
            recording.emissions.add(emission);
            if (emission.httpStatus() != 0
                    && emission.httpStatus() < SERVER_ERROR
                    && emission.httpStatus() != TOO_MANY) {
                return;
            }
            Pause.millis(BETWEEN_REPEATS_MILLIS);
        }
    }

    private Emission call(UUID event, Channel channel, String data) {
        String body = "{\"name\":\"" + channel.name() + "\",\"key\":\"" + channel.key() + "\",\"eventId\":\"" + event
                + "\",\"data\":" + data + "}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/v1/events"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        long sentNanos = System.nanoTime();
        int status = 0;
        try {
            status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            // Unknown: the event may have been accepted.
            status = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while calling", e);
        }
        return new Emission(event, channel, data, sentNanos, System.nanoTime(), status);
    }
}
