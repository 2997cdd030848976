package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Schedule;
import dev.kagzi.chaos.evidence.Schedule.Asked;
import dev.kagzi.chaos.evidence.Schedule.Backfill;
import dev.kagzi.chaos.evidence.Schedule.Trigger;
import dev.kagzi.chaos.load.Load;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Saves a schedule that fires every few seconds, makes up firings of the past twice, triggers it now and then, also after it has been
 * paused in the end.
 */
final class ScheduleClient implements Runnable {

    /** For longer than a minute: so long a request with a key keeps its repeats waiting when its server has died. */
    private static final int REPEATS = 400;

    private static final long BETWEEN_REPEATS_MILLIS = 250;
    private static final long BETWEEN_BACKFILLS_MILLIS = 4_000;
    private static final long BACKFILLED_SECONDS = 30;
    private static final long BETWEEN_TRIGGERS_MILLIS = 1_700;

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonPosts posts;
    private final Recording recording;
    private final int seconds;
    private final boolean skipsOverlaps;
    private volatile boolean ended;

    ScheduleClient(String url, Recording recording, int seconds, boolean skipsOverlaps) {
        this.posts = new JsonPosts(url);
        this.recording = recording;
        this.seconds = seconds;
        this.skipsOverlaps = skipsOverlaps;
    }

    @Override
    public void run() {
        String id = "chaos-every-" + seconds;
        Asked saved = ask(
                "",
                "{\"scheduleId\":\"%s\",\"workflow\":\"%s\",\"cron\":\"*/%d * * * * *\",\"input\":{\"number\":%d},\"overlap\":\"%s\"}"
                        .formatted(id, Load.QUICK, seconds, seconds, skipsOverlaps ? "SKIP" : "ALLOW"));
        Instant to = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(BACKFILLED_SECONDS);
        Backfill backfill = new Backfill(to.minusSeconds(BACKFILLED_SECONDS), to);
        String body = "{\"from\":\"" + backfill.from() + "\",\"to\":\"" + backfill.to() + "\"}";
        ask("/" + id + "/backfill", body);
        Pause.millis(BETWEEN_BACKFILLS_MILLIS);
        ask("/" + id + "/backfill", body);
        List<Trigger> triggers = new ArrayList<>();
        while (!ended) {
            triggers.add(trigger(id));
            Pause.until(BETWEEN_TRIGGERS_MILLIS, () -> ended);
        }
        Asked paused = ask("/" + id + "/pause", "");
        triggers.add(trigger(id));
        recording.schedules.add(new Schedule(id, seconds, skipsOverlaps, saved, paused, backfill, triggers));
    }

    /** Asks once more when it has its answer: that is no second firing. */
    private Trigger trigger(String id) {
        String key = UUID.randomUUID().toString();
        Answered first = answer("/" + id + "/trigger", "{}", FaultProxy.IDEMPOTENCY_KEY, key);
        Answered second = answer("/" + id + "/trigger", "{}", FaultProxy.IDEMPOTENCY_KEY, key);
        Set<UUID> runs = Stream.of(first, second)
                .map(answered -> JSON.readTree(answered.body()).path("runId").asString())
                .map(UUID::fromString)
                .collect(Collectors.toSet());
        return new Trigger(first.asked(), runs);
    }

    void end() {
        ended = true;
    }

    private Asked ask(String path, String body) {
        return answer(path, body).asked();
    }

    private record Answered(Asked asked, String body) {}

    private Answered answer(String path, String body, String... headers) {
        long sentNanos = System.nanoTime();
        for (int i = 0; i < REPEATS; i++) {
            JsonPosts.Answer answer = posts.exchange("/api/v1/schedules" + path, body, headers);
            if (answer.isOk()) {
                return new Answered(new Asked(sentNanos, System.nanoTime()), answer.body());
            }
            Pause.millis(BETWEEN_REPEATS_MILLIS);
        }
        throw new IllegalStateException("No server accepts " + path + " " + body);
    }
}
