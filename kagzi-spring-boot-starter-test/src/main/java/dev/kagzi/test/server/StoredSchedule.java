package dev.kagzi.test.server;

import dev.kagzi.cron.CronSchedule;
import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.Payload;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A schedule as it stands, with its firings. */
final class StoredSchedule {

    final String scheduleId;
    Settings settings;
    /** What its workflow declares; null for one that the API has made. */
    @Nullable Timing declared;

    boolean paused;
    long version;

    @Nullable Instant nextFireAt;

    @Nullable Instant lastFiredAt;
    /** Its place in the line of schedules whose firings wait to be started. */
    @Nullable Instant turnAt;

    final NavigableMap<Instant, Firing> firings = new TreeMap<>();

    /** When it fires, and what becomes of firings that meet others or were missed. */
    record Timing(String cron, String zone, Overlap overlap, int catchUp) {

        static Timing of(String cron, @Nullable String zone, @Nullable Overlap overlap, @Nullable Integer catchUp) {
            return new Timing(
                    cron.strip().replaceAll("\\s+", " "),
                    Objects.requireNonNullElse(zone, "UTC"),
                    Objects.requireNonNullElse(overlap, Overlap.SKIP),
                    Objects.requireNonNullElse(catchUp, 0));
        }

        CronSchedule calendar() {
            return CronSchedule.of(cron, zone);
        }
    }

    /** What can be edited, apart from pausing. */
    record Settings(
            String workflow, Timing timing, @Nullable Payload input) {}

    /**
     * One moment it fires at: started, skipped, or waiting when it is neither.
     *
     * @param madeUp it was missed, or a backfill asks for it
     */
    record Firing(
            Instant fireAt,
            boolean madeUp,
            @Nullable UUID runId,
            @Nullable String skipped) {

        boolean isWaiting() {
            return runId == null && skipped == null;
        }

        FiringSnapshot snapshot() {
            return new FiringSnapshot(fireAt, runId, skipped);
        }
    }

    StoredSchedule(String scheduleId, Settings settings, @Nullable Timing declared, boolean paused, Instant now) {
        this.scheduleId = scheduleId;
        this.settings = settings;
        this.declared = declared;
        this.paused = paused;
        this.version = now.toEpochMilli();
        plan(now);
    }

    /** The same under another name. */
    StoredSchedule named(String id) {
        StoredSchedule renamed = new StoredSchedule(id, settings, declared, paused, Instant.EPOCH);
        renamed.version = version;
        renamed.nextFireAt = nextFireAt;
        renamed.lastFiredAt = lastFiredAt;
        renamed.turnAt = turnAt;
        renamed.firings.putAll(firings);
        return renamed;
    }

    void plan(Instant now) {
        nextFireAt = paused ? null : calendar().after(now).orElse(null);
    }

    Timing timing() {
        return settings.timing();
    }

    CronSchedule calendar() {
        return timing().calendar();
    }

    /** Whether somebody has made something else of it than its workflow declares. */
    boolean isEdited() {
        return declared != null && !settings.equals(new Settings(settings.workflow(), declared, null));
    }

    /** One that is on record already stays what it is. */
    boolean add(Firing firing) {
        return firings.putIfAbsent(firing.fireAt(), firing) == null;
    }

    void fired(Instant fireAt) {
        lastFiredAt = lastFiredAt == null || lastFiredAt.isBefore(fireAt) ? fireAt : lastFiredAt;
    }

    String etag() {
        return "\"" + version + "\"";
    }
}
