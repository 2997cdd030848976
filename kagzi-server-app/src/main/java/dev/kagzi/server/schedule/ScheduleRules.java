package dev.kagzi.server.schedule;

import dev.kagzi.cron.CronSchedule;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.Printable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a schedule can be. */
final class ScheduleRules {

    static final String UTC = "UTC";
    private static final int MOST_CATCH_UP = 10_000;

    private ScheduleRules() {}

    /** Notes what is wrong with a request, but for its input and whether its workflow is known. */
    static Timing check(Violations violations, SaveSchedule request, Instant now) {
        violations.text("/workflow", request.workflow(), TextRule.NAME);
        return check(violations, "", request.cron(), request.zone(), request.overlap(), request.catchUp(), now);
    }

    /** Notes what is wrong with what a workflow declares. */
    static Timing check(Violations violations, String pointer, WorkflowOffer.Schedule declared, Instant now) {
        violations.text(pointer + "/scheduleId", declared.scheduleId(), TextRule.SCHEDULE);
        return check(
                violations, pointer, declared.cron(), declared.zone(), declared.overlap(), declared.catchUp(), now);
    }

    private static Timing check(
            Violations violations,
            String pointer,
            String cron,
            @Nullable String zone,
            @Nullable Overlap overlap,
            @Nullable Integer catchUp,
            Instant now) {
        Timing timing = timing(cron, zone, overlap, catchUp);
        calendar(violations, pointer + "/cron", pointer + "/zone", timing.cron(), timing.zone(), now);
        violations.require(
                timing.catchUp() >= 0 && timing.catchUp() <= MOST_CATCH_UP,
                pointer + "/catchUp",
                "is %d, expected from 0 to %,d".formatted(timing.catchUp(), MOST_CATCH_UP));
        return timing;
    }

    /** What has been checked, in the form it is stored in. */
    static Timing timing(WorkflowOffer.Schedule declared) {
        return timing(declared.cron(), declared.zone(), declared.overlap(), declared.catchUp());
    }

    private static Timing timing(
            String cron, @Nullable String zone, @Nullable Overlap overlap, @Nullable Integer catchUp) {
        return new Timing(
                cron.strip().replaceAll("\\s+", " "),
                Objects.requireNonNullElse(zone, UTC),
                Objects.requireNonNullElse(overlap, Overlap.SKIP),
                Objects.requireNonNullElse(catchUp, 0));
    }

    /** Notes what is wrong with a cron and its zone; empty then. One that never fires is wrong as well. */
    static Optional<CronSchedule> calendar(
            Violations violations, String cronPointer, String zonePointer, String cron, String zone, Instant now) {
        int before = violations.errors().size();
        violations.text(cronPointer, cron, TextRule.CRON);
        if (violations.errors().size() == before) {
            note(violations, cronPointer, () -> CronSchedule.check(cron));
        }
        note(violations, zonePointer, () -> CronSchedule.zone(Printable.excerpt(zone)));
        if (violations.errors().size() > before) {
            return Optional.empty();
        }
        CronSchedule calendar = CronSchedule.of(cron, zone);
        violations.require(
                calendar.from(now).isPresent(),
                cronPointer,
                "never fires: no day of the next hundred years has this time in '%s'".formatted(zone));
        return Optional.of(calendar);
    }

    private static void note(Violations violations, String pointer, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            violations.add(pointer, String.valueOf(e.getMessage()));
        }
    }
}
