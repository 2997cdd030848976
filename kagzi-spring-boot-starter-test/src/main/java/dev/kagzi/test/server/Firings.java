package dev.kagzi.test.server;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.cron.CronSchedule;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.test.server.StoredRun.Origin;
import dev.kagzi.test.server.StoredSchedule.Firing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fires schedules that are due, and starts firings whose turn has come. */
final class Firings {

    private static final Duration ON_TIME = Duration.ofMinutes(1);
    private static final Duration PACE = Duration.ofMillis(100);
    private static final int MISSED_ON_RECORD = 1_000;
    private static final int MOST_WAITING = 10_000;

    private final State state;
    private final RunStarts starts;
    private @Nullable Instant nextMadeUpAt;

    Firings(State state, RunStarts starts) {
        this.state = state;
        this.starts = starts;
    }

    /** Does what there is to do now. */
    void fireAll() {
        Instant now = state.now();
        state.schedules.values().forEach(schedule -> fireDue(schedule, now));
        while (startNext(now)) {
            // One after the other, as their turns come.
        }
    }

    /** Sees to every firing of a schedule that is due. */
    void fireDue(StoredSchedule schedule, Instant now) {
        Instant next = schedule.nextFireAt;
        if (next == null || next.isAfter(now)) {
            return;
        }
        CronSchedule calendar = schedule.calendar();
        Instant onTime = now.minus(ON_TIME);
        boolean isLate = next.isBefore(onTime);
        if (isLate) {
            miss(schedule, calendar, next, onTime);
        }
        for (Instant fireAt : calendar.oldest(isLate ? onTime : next, now.plusNanos(1), Integer.MAX_VALUE)) {
            onTime(schedule, fireAt, now);
        }
        schedule.nextFireAt = calendar.after(now).orElse(null);
        putInLine(schedule, now);
    }

    private static void miss(StoredSchedule schedule, CronSchedule calendar, Instant first, Instant before) {
        int catchUp = schedule.timing().catchUp();
        List<Instant> missed = calendar.newest(first, before, MISSED_ON_RECORD + catchUp);
        int skipped = Math.max(0, missed.size() - catchUp);
        missed.subList(0, skipped).forEach(fireAt -> schedule.add(new Firing(fireAt, false, null, "MISSED")));
        missed.subList(skipped, missed.size()).forEach(fireAt -> schedule.add(new Firing(fireAt, true, null, null)));
    }

    private void onTime(StoredSchedule schedule, Instant fireAt, Instant now) {
        Overlap overlap = schedule.timing().overlap();
        if (overlap == Overlap.WAIT) {
            boolean hasRoom = waiting(schedule).size() < MOST_WAITING;
            schedule.add(new Firing(fireAt, false, null, hasRoom ? null : "OVERLAP"));
        } else if (overlap == Overlap.SKIP && hasOpenRun(schedule)) {
            schedule.add(new Firing(fireAt, false, null, "OVERLAP"));
        } else if (!schedule.firings.containsKey(fireAt)) {
            start(schedule, fireAt, false);
        }
    }

    private void start(StoredSchedule schedule, Instant fireAt, boolean madeUp) {
        Optional<UUID> runId = start(schedule, fireAt, UuidCreator.getTimeOrderedEpoch());
        schedule.firings.put(
                fireAt,
                runId.map(id -> new Firing(fireAt, madeUp, id, null))
                        .orElseGet(() -> new Firing(fireAt, madeUp, null, "WORKFLOW_UNKNOWN")));
    }

    /** Empty when no worker has ever registered the workflow. */
    private Optional<UUID> start(StoredSchedule schedule, Instant fireAt, UUID runId) {
        String workflow = schedule.settings.workflow();
        if (state.workflows.find(workflow).isEmpty()) {
            return Optional.empty();
        }
        starts.start(
                runId,
                workflow,
                null,
                Origin.firing(schedule.scheduleId, fireAt),
                Payloads.ofSchedule(schedule.settings.input()));
        schedule.fired(fireAt);
        return Optional.of(runId);
    }

    /** Starts a run now, whatever runs of the schedule are not finished. */
    StoredRun trigger(StoredSchedule schedule, UUID runId) {
        state.workflows.require(schedule.settings.workflow());
        Instant fireAt = state.now();
        while (schedule.firings.containsKey(fireAt)) {
            fireAt = fireAt.plusNanos(1_000);
        }
        schedule.firings.put(fireAt, new Firing(fireAt, false, runId, null));
        start(schedule, fireAt, runId);
        return state.run(runId);
    }

    boolean hasOpenRun(StoredSchedule schedule) {
        return state.runs.values().stream()
                .anyMatch(run -> schedule.scheduleId.equals(run.origin.scheduleId()) && !run.isFinished());
    }

    private static List<Firing> waiting(StoredSchedule schedule) {
        return schedule.firings.values().stream().filter(Firing::isWaiting).toList();
    }

    static void putInLine(StoredSchedule schedule, Instant now) {
        if (schedule.turnAt == null && !waiting(schedule).isEmpty()) {
            schedule.turnAt = now;
        }
    }

    /** Whether one was started. */
    private boolean startNext(Instant now) {
        return state.schedules.values().stream()
                .filter(schedule -> schedule.turnAt != null && !schedule.paused)
                .sorted(Comparator.comparing(schedule -> Objects.requireNonNull(schedule.turnAt)))
                .anyMatch(schedule -> startNextOf(schedule, now));
    }

    private boolean startNextOf(StoredSchedule schedule, Instant now) {
        List<Firing> waiting = waiting(schedule);
        if (waiting.isEmpty()) {
            schedule.turnAt = null;
            return false;
        }
        Firing first = waiting.get(0);
        boolean mustWait = schedule.timing().overlap() != Overlap.ALLOW && hasOpenRun(schedule);
        if (mustWait || first.madeUp() && !isInPace(now)) {
            return false;
        }
        start(schedule, first.fireAt(), first.madeUp());
        schedule.turnAt = waiting.size() > 1 ? now : null;
        return true;
    }

    private boolean isInPace(Instant now) {
        if (nextMadeUpAt != null && nextMadeUpAt.isAfter(now)) {
            return false;
        }
        nextMadeUpAt = now.plus(PACE);
        return true;
    }

    /** When there is something to do next. */
    Optional<Instant> next() {
        boolean anyMadeUp = state.schedules.values().stream()
                .anyMatch(schedule -> !schedule.paused
                        && schedule.turnAt != null
                        && (schedule.timing().overlap() == Overlap.ALLOW || !hasOpenRun(schedule)));
        Instant due = state.schedules.values().stream()
                .map(schedule -> schedule.nextFireAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        Instant turn = anyMadeUp ? nextMadeUpAt : null;
        return Stream.of(Optional.ofNullable(due), Optional.ofNullable(turn))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** Firings of a backfill, those that have started no run so far. */
    List<Instant> withoutRun(StoredSchedule schedule, List<Instant> firings) {
        Map<Instant, Firing> known = schedule.firings;
        return firings.stream()
                .filter(fireAt -> known.get(fireAt) == null
                        || Objects.requireNonNull(known.get(fireAt)).runId() == null)
                .toList();
    }

    /** Lets them wait for their turn, skipped ones among them. */
    static void makeUp(StoredSchedule schedule, List<Instant> firings, Instant now) {
        for (Instant fireAt : firings) {
            Firing known = schedule.firings.get(fireAt);
            if (known == null || known.skipped() != null) {
                schedule.firings.put(fireAt, new Firing(fireAt, true, null, null));
            }
        }
        putInLine(schedule, now);
    }
}
