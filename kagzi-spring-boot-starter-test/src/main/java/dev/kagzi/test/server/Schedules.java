package dev.kagzi.test.server;

import dev.kagzi.cron.ClockChangeNotes;
import dev.kagzi.cron.CronSchedule;
import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.SchedulePreview;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.server.StoredSchedule.Settings;
import dev.kagzi.test.server.StoredSchedule.Timing;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Schedules: those that the API has made, and those that code declares. */
final class Schedules {

    private static final int MAX_CATCH_UP = 10_000;
    private static final int MAX_BACKFILL = 1_000;
    private static final int MAX_PREVIEW = 100;
    private static final int CRON = 500;
    private static final Pattern NAME = Pattern.compile("(?!(\\.{1,2}|preview)$)[^/\\\\]+");

    private final State state;
    private final Firings firings;
    /** The session whose declarations count, by workflow. */
    private final Map<String, Declaration> declarations = new HashMap<>();

    Schedules(State state, Firings firings) {
        this.state = state;
        this.firings = firings;
    }

    private record Declaration(int version, Instant at) {}

    StoredSchedule require(String scheduleId) {
        StoredSchedule schedule = state.schedules.get(scheduleId);
        if (schedule == null) {
            throw new RefusedException(
                    ProblemCode.SCHEDULE_NOT_FOUND,
                    "There is no schedule '%s' in this namespace.".formatted(scheduleId));
        }
        return schedule;
    }

    /** Makes a schedule, or finds the one that an equal request has made before. */
    StoredSchedule create(SaveSchedule request) {
        String scheduleId = request.scheduleId();
        Checks checks = new Checks()
                .require(scheduleId != null, "/scheduleId", "is required")
                .text("/scheduleId", scheduleId, Checks.NAME)
                .require(
                        scheduleId == null || NAME.matcher(scheduleId).matches(),
                        "/scheduleId",
                        "must hold no slash, nor be 'preview'");
        Settings settings = settings(request, checks);
        String name = Objects.requireNonNull(scheduleId);
        StoredSchedule existing = state.schedules.get(name);
        if (existing == null) {
            boolean paused = Boolean.TRUE.equals(request.paused());
            StoredSchedule fresh = new StoredSchedule(name, settings, null, paused, state.now());
            state.schedules.put(name, fresh);
            return fresh;
        }
        boolean pausedAlike = request.paused() == null || request.paused() == existing.paused;
        Settings today = new Settings(
                state.workflows.nameOf(existing.settings.workflow()), existing.timing(), existing.settings.input());
        if (!today.equals(settings) || !pausedAlike) {
            throw new RefusedException(
                    ProblemCode.SCHEDULE_EXISTS, "There is a schedule '%s' already.".formatted(name));
        }
        return existing;
    }

    private Settings settings(SaveSchedule request, Checks checks) {
        checks.text("/workflow", request.workflow(), Checks.NAME);
        Timing timing = Timing.of(request.cron(), request.zone(), request.overlap(), request.catchUp());
        check(checks, "", timing);
        checks.done();
        Checks.requirePayload("/input", request.input(), state.settings);
        return new Settings(state.workflows.require(request.workflow()).name(), timing, request.input());
    }

    private void check(Checks checks, String pointer, Timing timing) {
        checkCalendar(checks, pointer + "/cron", pointer + "/zone", timing.cron(), timing.zone(), state.now());
        checks.require(
                timing.catchUp() >= 0 && timing.catchUp() <= MAX_CATCH_UP,
                pointer + "/catchUp",
                "is %d, expected from 0 to %d".formatted(timing.catchUp(), MAX_CATCH_UP));
    }

    private static void checkCalendar(
            Checks checks, String cronPointer, String zonePointer, String cron, String zone, Instant now) {
        int before = checks.errors().size();
        checks.text(cronPointer, cron, CRON);
        if (checks.errors().size() == before) {
            note(checks, cronPointer, () -> CronSchedule.check(cron));
        }
        note(checks, zonePointer, () -> CronSchedule.zone(zone));
        if (checks.errors().size() == before) {
            checks.require(CronSchedule.of(cron, zone).from(now).isPresent(), cronPointer, "never fires");
        }
    }

    private static void note(Checks checks, String pointer, Runnable reading) {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            checks.require(false, pointer, String.valueOf(e.getMessage()));
        }
    }

    /** @param etags of the state that the change goes back to, as the header has them */
    void update(StoredSchedule schedule, SaveSchedule request, @Nullable String etags) {
        Checks checks = new Checks()
                .require(
                        request.scheduleId() == null || request.scheduleId().equals(schedule.scheduleId),
                        "/scheduleId",
                        "is another one than in the address");
        Settings settings = settings(request, checks);
        requireMatch(schedule, etags);
        String workflow = state.workflows.nameOf(schedule.settings.workflow());
        if (schedule.declared != null && !settings.workflow().equals(workflow)) {
            throw RefusedException.invalid("/workflow", "has to stay '%s'".formatted(workflow));
        }
        change(schedule, settings, schedule.declared, request.paused() == null ? schedule.paused : request.paused());
    }

    private static void requireMatch(StoredSchedule schedule, @Nullable String etags) {
        if (etags == null) {
            throw new RefusedException(ProblemCode.PRECONDITION_REQUIRED, "The header 'If-Match' is missing.");
        }
        boolean matches = Arrays.stream(etags.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(schedule.etag()));
        if (!matches) {
            throw new RefusedException(ProblemCode.PRECONDITION_FAILED, "It has been changed since.");
        }
    }

    /** A change takes effect from now on: what was due before is fired as it was. */
    private void change(StoredSchedule schedule, Settings settings, @Nullable Timing declared, boolean paused) {
        Instant now = state.now();
        firings.fireDue(schedule, now);
        schedule.settings = settings;
        schedule.declared = declared;
        schedule.paused = paused;
        schedule.version++;
        schedule.plan(now);
    }

    void pause(StoredSchedule schedule, boolean paused) {
        if (schedule.paused != paused) {
            change(schedule, schedule.settings, schedule.declared, paused);
        }
    }

    void delete(StoredSchedule schedule) {
        if (schedule.declared != null) {
            throw new RefusedException(
                    ProblemCode.SCHEDULE_DECLARED,
                    "The code of workflow '%s' declares the schedule '%s'."
                            .formatted(schedule.settings.workflow(), schedule.scheduleId));
        }
        state.schedules.remove(schedule.scheduleId);
    }

    BackfillResult backfill(StoredSchedule schedule, Backfill request) {
        Instant now = state.now();
        new Checks()
                .require(request.from().isBefore(request.to()), "/from", "is not before '/to'")
                .require(!request.to().isAfter(now), "/to", "is not past")
                .done();
        boolean isDry = Boolean.TRUE.equals(request.dryRun());
        if (!isDry) {
            firings.fireDue(schedule, now);
        }
        List<Instant> all = schedule.calendar().oldest(request.from(), request.to(), MAX_BACKFILL + 1);
        if (all.size() > MAX_BACKFILL) {
            throw RefusedException.invalid("/to", "makes it more than %d firings".formatted(MAX_BACKFILL));
        }
        List<Instant> madeUp = firings.withoutRun(schedule, all);
        if (!isDry) {
            Firings.makeUp(schedule, madeUp, now);
        }
        return new BackfillResult(madeUp);
    }

    SchedulePreview preview(String cron, String zone, int count, @Nullable Instant from) {
        Instant first = from == null ? state.now() : from;
        Checks checks =
                new Checks().require(count >= 1 && count <= MAX_PREVIEW, "count", "has to be from 1 to " + MAX_PREVIEW);
        checkCalendar(checks, "cron", "zone", cron, zone, first);
        checks.done();
        CronSchedule calendar = CronSchedule.of(cron, zone);
        List<Instant> next = calendar.oldest(first, Instant.MAX, count);
        return new SchedulePreview(
                next, new ClockChangeNotes(calendar, zone).between(first, next.get(next.size() - 1)));
    }

    ScheduleSnapshot snapshot(StoredSchedule schedule, boolean withInput) {
        Timing timing = schedule.timing();
        return new ScheduleSnapshot(
                schedule.scheduleId,
                state.workflows.nameOf(schedule.settings.workflow()),
                timing.cron(),
                timing.zone(),
                withInput ? schedule.settings.input() : null,
                timing.overlap(),
                timing.catchUp(),
                schedule.paused,
                schedule.declared == null ? ScheduleSnapshot.Source.API : ScheduleSnapshot.Source.ANNOTATION,
                schedule.nextFireAt,
                schedule.lastFiredAt);
    }

    private static List<WorkflowOffer.Schedule> declaredBy(WorkflowOffer offer) {
        return Objects.requireNonNullElse(offer.schedules(), List.of());
    }

    /** Notes what is wrong with what workflows declare. */
    void check(List<WorkflowOffer> offers, Checks checks) {
        Map<String, String> workflows = new HashMap<>();
        for (int i = 0; i < offers.size(); i++) {
            List<WorkflowOffer.Schedule> schedules = declaredBy(offers.get(i));
            Set<String> seen = new HashSet<>();
            for (int j = 0; j < schedules.size(); j++) {
                WorkflowOffer.Schedule schedule = schedules.get(j);
                String pointer = "/workflows/" + i + "/schedules/" + j;
                check(checks, pointer, timing(schedule));
                String workflow =
                        workflows.merge(schedule.scheduleId(), offers.get(i).name(), (first, other) -> first);
                checks.require(
                        seen.add(schedule.scheduleId())
                                && workflow.equals(offers.get(i).name())
                                && NAME.matcher(schedule.scheduleId()).matches(),
                        pointer + "/scheduleId",
                        "is declared already, or no name");
            }
        }
    }

    private static Timing timing(WorkflowOffer.Schedule declared) {
        return Timing.of(declared.cron(), declared.zone(), declared.overlap(), declared.catchUp());
    }

    /** Lets schedules follow the code that declares them. */
    void follow(List<WorkflowOffer> offers, Instant declaredAt) {
        Map<String, WorkflowOffer> highest = new TreeMap<>();
        offers.forEach(offer ->
                highest.merge(offer.name(), offer, (one, other) -> one.version() > other.version() ? one : other));
        List<WorkflowOffer> decisive = highest.values().stream()
                .filter(offer -> decides(offer, declaredAt))
                .toList();
        decisive.forEach(this::rename);
        decisive.forEach(this::removeDropped);
        decisive.forEach(this::follow);
    }

    private boolean decides(WorkflowOffer offer, Instant at) {
        Declaration before = declarations.get(offer.name());
        boolean decides = before == null
                || before.version() < offer.version()
                || before.version() == offer.version() && !before.at().isAfter(at);
        if (decides) {
            declarations.put(offer.name(), new Declaration(offer.version(), at));
        }
        return decides;
    }

    private static Set<String> names(WorkflowOffer offer) {
        Set<String> names = new HashSet<>(Objects.requireNonNullElse(offer.aliases(), List.of()));
        names.add(offer.name());
        return names;
    }

    private static Map<String, Timing> timings(WorkflowOffer offer) {
        Map<String, Timing> timings = new LinkedHashMap<>();
        declaredBy(offer).forEach(schedule -> timings.put(schedule.scheduleId(), timing(schedule)));
        return timings;
    }

    private static boolean owns(WorkflowOffer offer, StoredSchedule schedule) {
        return schedule.declared != null && names(offer).contains(schedule.settings.workflow());
    }

    private static boolean hasDropped(WorkflowOffer offer, StoredSchedule schedule) {
        return owns(offer, schedule) && !timings(offer).containsKey(schedule.scheduleId);
    }

    /** A schedule that has the name of its workflow goes with it: with its pause, its edits and its firings. */
    private void rename(WorkflowOffer offer) {
        if (state.schedules.containsKey(offer.name()) || !timings(offer).containsKey(offer.name())) {
            return;
        }
        state.schedules.values().stream()
                .filter(schedule -> hasDropped(offer, schedule) && names(offer).contains(schedule.scheduleId))
                .findFirst()
                .ifPresent(schedule -> {
                    state.schedules.remove(schedule.scheduleId);
                    state.schedules.put(offer.name(), schedule.named(offer.name()));
                });
    }

    private void removeDropped(WorkflowOffer offer) {
        state.schedules.values().removeIf(schedule -> hasDropped(offer, schedule));
    }

    private void follow(WorkflowOffer offer) {
        timings(offer).forEach((scheduleId, timing) -> {
            Settings settings = new Settings(offer.name(), timing, null);
            StoredSchedule existing = state.schedules.get(scheduleId);
            if (existing == null) {
                state.schedules.put(scheduleId, new StoredSchedule(scheduleId, settings, timing, false, state.now()));
            } else if (owns(offer, existing)
                    && (!timing.equals(existing.declared) || !offer.name().equals(existing.settings.workflow()))) {
                follow(existing, settings, timing);
            }
        });
    }

    /** What somebody has edited stays as it is. */
    private void follow(StoredSchedule schedule, Settings settings, Timing timing) {
        if (schedule.isEdited()) {
            Settings edited = schedule.settings;
            schedule.settings = new Settings(settings.workflow(), edited.timing(), edited.input());
            schedule.declared = timing;
        } else {
            change(schedule, settings, timing, schedule.paused);
        }
    }
}
