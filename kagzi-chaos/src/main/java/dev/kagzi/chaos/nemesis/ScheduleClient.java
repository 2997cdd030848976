package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.Schedule;
import dev.kagzi.chaos.evidence.Schedule.Asked;
import dev.kagzi.chaos.evidence.Schedule.Backfill;
import dev.kagzi.chaos.load.Load;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Saves a schedule that fires every few seconds, makes up firings of the past twice, and pauses it in the end. */
final class ScheduleClient implements Runnable {

    private static final int REPEATS = 200;
    private static final long BETWEEN_REPEATS_MILLIS = 250;
    private static final long BETWEEN_BACKFILLS_MILLIS = 4_000;
    private static final long BACKFILLED_SECONDS = 30;
    private static final int REDIRECT = 300;

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
        while (!ended) {
            Pause.millis(BETWEEN_REPEATS_MILLIS);
        }
        Asked paused = ask("/" + id + "/pause", "");
        recording.schedules.add(new Schedule(id, seconds, skipsOverlaps, saved, paused, backfill));
    }

    void end() {
        ended = true;
    }

    private Asked ask(String path, String body) {
        long sentNanos = System.nanoTime();
        for (int i = 0; i < REPEATS; i++) {
            int status = posts.post("/api/v1/schedules" + path, body);
            if (status != JsonPosts.NO_ANSWER && status < REDIRECT) {
                return new Asked(sentNanos, System.nanoTime());
            }
            Pause.millis(BETWEEN_REPEATS_MILLIS);
        }
        throw new IllegalStateException("No server accepts " + path + " " + body);
    }
}
