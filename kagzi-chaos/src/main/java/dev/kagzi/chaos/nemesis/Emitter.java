package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Emission;
import dev.kagzi.chaos.evidence.EventRows.Channel;
import dev.kagzi.chaos.load.Load;
import java.util.Random;
import java.util.UUID;

/** Emits events with numbers, one after the other, and repeats what it got no answer to before it goes on. */
final class Emitter implements Runnable {

    private static final int KEYS = 3;
    private static final int REPEATS = 40;
    private static final int LONGEST_BURST = 4;
    private static final int MOST_PAUSE_MILLIS = 400;
    private static final int EVENTS_OF_ONE = 5;
    private static final int MOST_PAUSE_OF_ONE_MILLIS = 250;

    /** What comes before its first wait would stay ahead of it. */
    private static final int UNTIL_IT_WAITS_MILLIS = 400;

    private static final long BETWEEN_REPEATS_MILLIS = 250;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;

    private final JsonPosts posts;
    private final Recording recording;
    private final Random random;
    private volatile boolean ended;

    Emitter(String url, Recording recording, long seed) {
        this.posts = new JsonPosts(url);
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
            int burst = 1 + random.nextInt(LONGEST_BURST);
            if (random.nextInt(8) == 0) {
                emit(new Channel(Load.ORDERED, "order-" + random.nextInt(1_000_000)));
            } else {
                emitNews(key(random), burst);
            }
            Pause.millis(random.nextInt(burst * MOST_PAUSE_MILLIS));
        }
    }

    /** Emits to one reader alone, about as often as that waits anew. */
    void emitTo(String key) {
        Pause.millis(UNTIL_IT_WAITS_MILLIS);
        for (int i = 0; i < EVENTS_OF_ONE; i++) {
            Pause.millis(random.nextInt(MOST_PAUSE_OF_ONE_MILLIS));
            emit(new Channel(Load.NEWS, key));
        }
    }

    void end() {
        ended = true;
    }

    /** One at once after the other: the next one comes while the run that reads them opens its next wait. */
    private void emitNews(String key, int count) {
        for (int i = 0; i < count && !ended; i++) {
            emit(new Channel(Load.NEWS, key));
        }
    }

    private void emit(Channel channel) {
        UUID event = RunCalls.freshId(random);
        String data = "{\"number\":" + (1 + random.nextInt(Integer.MAX_VALUE - 1)) + "}";
        for (int i = 0; i < REPEATS; i++) {
            Emission emission = call(event, channel, data);
            recording.emissions.add(emission);
            if (emission.httpStatus() != JsonPosts.NO_ANSWER
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
        long sentNanos = System.nanoTime();
        int status = posts.post("/api/v1/events", body);
        return new Emission(event, channel, data, sentNanos, System.nanoTime(), status);
    }
}
