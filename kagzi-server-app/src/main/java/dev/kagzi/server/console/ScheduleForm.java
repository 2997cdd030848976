package dev.kagzi.server.console;

import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.server.input.Violations;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as it is typed.
 *
 * @param version what an edit goes back to
 */
public record ScheduleForm(
        @Nullable String scheduleId,
        @Nullable String workflow,
        @Nullable String cron,
        @Nullable String zone,
        @Nullable String input,
        @Nullable String overlap,
        @Nullable String catchUp,
        @Nullable String paused,
        @Nullable String version) {

    private static final String UTC = "UTC";

    static ScheduleForm empty(@Nullable String workflow) {
        return new ScheduleForm(null, workflow, null, UTC, null, Overlap.SKIP.name(), "0", null, null);
    }

    static ScheduleForm of(ScheduleSnapshot schedule, long version) {
        Payload input = schedule.input();
        return new ScheduleForm(
                schedule.scheduleId(),
                schedule.workflow(),
                schedule.cron(),
                schedule.zone(),
                input == null || input.isEncoded() ? null : input.toString(),
                schedule.overlap().name(),
                Integer.toString(schedule.catchUp()),
                schedule.paused() ? "true" : null,
                Long.toString(version));
    }

    public boolean isPaused() {
        return "true".equals(paused);
    }

    String zoneOrUtc() {
        return zoneOrUtc(zone);
    }

    static String zoneOrUtc(@Nullable String typed) {
        String given = TypedText.given(typed);
        return given == null ? UTC : given;
    }

    /**
     * @param encoded input that only the application can read, and which stays; null for what was typed
     * @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read
     */
    SaveSchedule request(TypedText text, @Nullable Payload encoded) {
        Violations violations = new Violations();
        SaveSchedule request = new SaveSchedule(
                TypedText.orEmpty(scheduleId),
                TypedText.orEmpty(workflow),
                TypedText.orEmpty(cron),
                zoneOrUtc(),
                encoded == null ? text.payload(violations, "/input", input) : encoded,
                text.oneOf(violations, "/overlap", overlap, Overlap.class),
                text.number(violations, "/catchUp", catchUp),
                isPaused());
        violations.throwIfAny();
        return request;
    }
}
