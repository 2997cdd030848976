package dev.kagzi.test.server;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.SchedulePreview;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.test.server.RunViews.Remarks;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The endpoints under {@code /api/v1/schedules}. */
public final class InMemorySchedules {

    private final State state;
    private final Turn turn;
    private final Schedules schedules;
    private final Firings firings;
    private final RunViews views;

    InMemorySchedules(State state, Turn turn, Schedules schedules, Firings firings) {
        this.state = state;
        this.turn = turn;
        this.schedules = schedules;
        this.firings = firings;
        this.views = new RunViews(state);
    }

    /**
     * A schedule, and the tag of that state of it.
     *
     * @param etag as it stands in the header, quotes included
     */
    public record TaggedSchedule(ScheduleSnapshot schedule, String etag) {}

    private TaggedSchedule tagged(StoredSchedule schedule) {
        return new TaggedSchedule(schedules.snapshot(schedule, true), schedule.etag());
    }

    /** {@code POST /schedules} */
    public TaggedSchedule create(SaveSchedule request) {
        return turn.change(() -> tagged(schedules.create(request)));
    }

    /** {@code GET /schedules/{scheduleId}} */
    public TaggedSchedule get(String scheduleId) {
        return turn.read(() -> tagged(schedules.require(scheduleId)));
    }

    /**
     * {@code PUT /schedules/{scheduleId}}
     *
     * @param etag the header {@code If-Match}
     */
    public TaggedSchedule replace(String scheduleId, SaveSchedule request, @Nullable String etag) {
        return changed(scheduleId, schedule -> schedules.update(schedule, request, etag));
    }

    /** {@code POST /schedules/{scheduleId}/pause} */
    public TaggedSchedule pause(String scheduleId) {
        return changed(scheduleId, schedule -> schedules.pause(schedule, true));
    }

    /** {@code POST /schedules/{scheduleId}/resume} */
    public TaggedSchedule resume(String scheduleId) {
        return changed(scheduleId, schedule -> schedules.pause(schedule, false));
    }

    private TaggedSchedule changed(String scheduleId, Consumer<StoredSchedule> change) {
        return turn.change(() -> {
            StoredSchedule schedule = schedules.require(scheduleId);
            change.accept(schedule);
            return tagged(schedule);
        });
    }

    /** {@code DELETE /schedules/{scheduleId}} */
    public void delete(String scheduleId) {
        turn.change(() -> {
            schedules.delete(schedules.require(scheduleId));
            return true;
        });
    }

    /**
     * {@code POST /schedules/{scheduleId}/trigger}
     *
     * @param key idempotency key
     */
    public RunSnapshot trigger(String scheduleId, @Nullable String key) {
        return turn.once(key, List.of("trigger", scheduleId), () -> {
            StoredSchedule schedule = schedules.require(scheduleId);
            StoredRun run = firings.trigger(schedule, UuidCreator.getTimeOrderedEpoch());
            return views.of(run, Remarks.created(true));
        });
    }

    /**
     * {@code POST /schedules/{scheduleId}/backfill}
     *
     * @param key idempotency key
     */
    public BackfillResult backfill(String scheduleId, Backfill request, @Nullable String key) {
        return turn.once(
                key,
                List.of("backfill", scheduleId, request),
                () -> schedules.backfill(schedules.require(scheduleId), request));
    }

    /** {@code GET /schedules/{scheduleId}/firings} */
    public Page<FiringSnapshot> firings(String scheduleId, Pages page) {
        return turn.read(() -> page.of(
                List.of("firings", scheduleId),
                schedules.require(scheduleId).firings.descendingMap().values().stream()
                        .map(StoredSchedule.Firing::snapshot)
                        .toList(),
                firing -> firing.fireAt().toString()));
    }

    /** {@code GET /schedules} */
    public Page<ScheduleSnapshot> list(Pages page) {
        return turn.read(() -> page.of(
                "schedules",
                state.schedules.values().stream()
                        .map(schedule -> schedules.snapshot(schedule, false))
                        .toList(),
                ScheduleSnapshot::scheduleId));
    }

    /** {@code GET /schedules/preview} */
    public SchedulePreview preview(String cron, String zone, int count, @Nullable Instant from) {
        return turn.read(() -> schedules.preview(cron, zone, count, from));
    }
}
