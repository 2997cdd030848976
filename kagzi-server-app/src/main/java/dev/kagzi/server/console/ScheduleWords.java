package dev.kagzi.server.console;

import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot.Source;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.stereotype.Component;

/** Schedules in words. Templates know it as {@code scheduleWords}. */
@Component("scheduleWords")
public class ScheduleWords {

    private static final int FIELDS_WITHOUT_SECONDS = 5;
    private static final Duration LATE = Duration.ofSeconds(30);

    /** The zone of a schedule; UTC for one that is not known any more. */
    static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    /** As the clocks in its zone show it. */
    public String local(Instant instant, ScheduleSnapshot schedule) {
        boolean hasSeconds = schedule.cron().split(" ").length > FIELDS_WITHOUT_SECONDS;
        return FiringTime.local(instant, zone(schedule.zone()), hasSeconds);
    }

    /** Whether it fires. */
    public String status(ScheduleSnapshot schedule, Instant now) {
        if (schedule.paused()) {
            return "Paused";
        }
        if (schedule.nextFireAt() == null) {
            return "Finished";
        }
        return isLate(schedule, now) ? "Late" : "Active";
    }

    /** The status of a run whose sign and colour stand for that. */
    public String sign(ScheduleSnapshot schedule, Instant now) {
        return schedule.paused()
                ? "WAITING"
                : schedule.nextFireAt() == null ? "CANCELLED" : isLate(schedule, now) ? "NEEDS_ATTENTION" : "RUNNING";
    }

    /** Whether it should have fired half a minute ago. */
    public static boolean isLate(ScheduleSnapshot schedule, Instant now) {
        Instant next = schedule.nextFireAt();
        return !schedule.paused() && next != null && next.isBefore(now.minus(LATE));
    }

    /** Where it comes from. */
    public String source(Source source) {
        return source == Source.ANNOTATION ? "Declared in code" : "Created here or over REST";
    }

    /** What becomes of a firing while a run of the schedule is not finished. */
    public String overlap(Overlap overlap) {
        return switch (overlap) {
            case SKIP -> "A firing that comes due while a run of the schedule is not finished is skipped.";
            case WAIT ->
                "A firing that comes due while a run of the schedule is not finished waits, and starts its run when that one is"
                        + " finished. At most 10,000 wait.";
            case ALLOW -> "Each firing starts its run, even if earlier ones are not finished.";
        };
    }

    /** How many missed firings are made up. */
    public String catchUp(int catchUp) {
        String missed = "A firing that no server has handled within a minute is missed. ";
        return missed
                + switch (catchUp) {
                    case 0 -> "Missed firings are not made up.";
                    case 1 -> "Of the missed ones the newest is made up.";
                    default ->
                        "Of the missed ones the newest %,d are made up, the oldest of them first.".formatted(catchUp);
                };
    }

    /** What has become of a firing. */
    public String outcome(FiringSnapshot firing) {
        if (firing.runId() != null) {
            return "Started";
        }
        return firing.skipped() == null ? "Waits" : "Skipped";
    }

    /** The status of a run whose sign and colour stand for that. */
    public String outcomeSign(FiringSnapshot firing) {
        if (firing.runId() != null) {
            return "COMPLETED";
        }
        return firing.skipped() == null ? "WAITING" : "CANCELLED";
    }

    /** Why a firing has started no run; empty when it has. */
    public String why(FiringSnapshot firing) {
        if (firing.runId() != null) {
            return "";
        }
        String skipped = firing.skipped();
        if (skipped == null) {
            return "It waits for its turn: for the run before it, or for other firings that are made up one after the other.";
        }
        return switch (skipped) {
            case "MISSED" ->
                "Missed: no server handled it within a minute, and it is not among those that are made up. A backfill starts"
                        + " its run.";
            case "OVERLAP" -> "Overlap: a run of the schedule was not finished, or too many firings waited already.";
            case "WORKFLOW_UNKNOWN" -> "No worker had registered the workflow under this name.";
            default -> PayloadText.visible(skipped);
        };
    }
}
