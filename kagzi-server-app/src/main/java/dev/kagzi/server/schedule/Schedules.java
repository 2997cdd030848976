package dev.kagzi.server.schedule;

import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.input.PayloadRules;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.FiredRuns;
import dev.kagzi.server.schedule.Schedule.Settings;
import dev.kagzi.server.web.IfMatch;
import dev.kagzi.server.web.PageRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/** Saves schedules and shows them. What belongs to another namespace does not exist. */
@Component
public class Schedules {

    private static final Instant AFTER_ALL = Instant.parse("9999-12-31T23:59:59Z");

    private final ScheduleRepository repository;
    private final FiringRepository firings;
    private final ScheduleChanges changes;
    private final ScheduleSnapshots snapshots;
    private final FiredRuns runs;
    private final PayloadRules payloads;
    private final Transactions transactions;
    private final DatabaseClock clock;

    Schedules(
            ScheduleRepository repository,
            FiringRepository firings,
            ScheduleChanges changes,
            ScheduleSnapshots snapshots,
            FiredRuns runs,
            PayloadRules payloads,
            Transactions transactions,
            DatabaseClock clock) {
        this.repository = repository;
        this.firings = firings;
        this.changes = changes;
        this.snapshots = snapshots;
        this.runs = runs;
        this.payloads = payloads;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * A schedule, and which version of it this is.
     *
     * @param created whether this request has made it
     */
    public record Saved(ScheduleSnapshot snapshot, long version, boolean created) {}

    private Saved saved(Schedule schedule, boolean created) {
        return new Saved(snapshots.of(schedule), schedule.version(), created);
    }

    /** In the order of their names, without inputs. */
    public Page<ScheduleSnapshot> list(UUID namespaceId, PageRequest page) {
        String after = page.after().isEmpty() ? "" : page.after().get(0);
        List<ScheduleSnapshot> found = repository.listAfter(namespaceId, after, page.limit() + 1).stream()
                .map(snapshots::of)
                .toList();
        return page.page(found, schedule -> List.of(schedule.scheduleId()));
    }

    public Saved find(ScheduleKey key) {
        return saved(existing(key), false);
    }

    /** Makes a schedule, or finds the one that an equal request has made before. */
    public Saved create(UUID namespaceId, SaveSchedule request) {
        Violations violations = new Violations()
                .require(request.scheduleId() != null, "/scheduleId", "is required")
                .text("/scheduleId", request.scheduleId(), TextRule.SCHEDULE);
        Settings settings = settings(namespaceId, request, violations);
        ScheduleKey key = new ScheduleKey(namespaceId, String.valueOf(request.scheduleId()));
        boolean paused = Boolean.TRUE.equals(request.paused());
        return transactions.run(() -> {
            Schedule fresh = ScheduleChanges.fresh(key, settings, null, paused, clock.now());
            return repository.insert(fresh) ? saved(fresh, true) : repeated(key, settings, request);
        });
    }

    private Saved repeated(ScheduleKey key, Settings settings, SaveSchedule request) {
        Schedule existing = repository
                .find(key)
                // It has been deleted since: the transaction is tried again, and makes it.
                .orElseThrow(() ->
                        new OptimisticLockingFailureException("The schedule '%s' is gone".formatted(key.scheduleId())));
        boolean pausedAlike = request.paused() == null || request.paused() == existing.paused();
        // It may have been saved under an older name of its workflow.
        String workflow = snapshots.of(existing).workflow();
        if (!existing.settings().under(workflow).equals(settings) || !pausedAlike) {
            throw ScheduleProblems.exists(existing, workflow);
        }
        return saved(existing, false);
    }

    /** Changes a schedule to what the request says. */
    public Saved update(ScheduleKey key, SaveSchedule request, IfMatch condition) {
        Violations violations = new Violations()
                .require(
                        request.scheduleId() == null || request.scheduleId().equals(key.scheduleId()),
                        "/scheduleId",
                        "is another one than in the address, which has '%s'".formatted(key.scheduleId()));
        Settings settings = settings(key.namespaceId(), request, violations);
        return change(key, (schedule, now) -> {
            condition.require(schedule.version());
            requireItsWorkflow(schedule, settings);
            boolean paused = request.paused() == null ? schedule.paused() : request.paused();
            return changes.change(schedule, settings, schedule.declared(), paused, now);
        });
    }

    /** What its code declares belongs to the workflow that declares it. */
    private void requireItsWorkflow(Schedule schedule, Settings settings) {
        String workflow = snapshots.of(schedule).workflow();
        if (schedule.isDeclared() && !settings.workflow().equals(workflow)) {
            throw ProblemException.invalid(
                    "/workflow", "has to stay '%s', whose code declares the schedule".formatted(workflow));
        }
    }

    private Settings settings(UUID namespaceId, SaveSchedule request, Violations violations) {
        Timing timing = ScheduleRules.check(violations, request, clock.now());
        violations.throwIfAny();
        payloads.check("/input", request.input());
        return new Settings(runs.workflow(namespaceId, request.workflow()), timing, request.input());
    }

    /** Fires nothing more until it is resumed. */
    public Saved pause(ScheduleKey key) {
        return pause(key, true);
    }

    /** Fires again from now on: what was due meanwhile is left out. */
    public Saved resume(ScheduleKey key) {
        return pause(key, false);
    }

    private Saved pause(ScheduleKey key, boolean paused) {
        return change(
                key,
                (schedule, now) -> schedule.paused() == paused
                        ? schedule
                        : changes.change(schedule, schedule.settings(), schedule.declared(), paused, now));
    }

    private Saved change(ScheduleKey key, BiFunction<Schedule, Instant, Schedule> change) {
        return transactions.run(() -> {
            Schedule schedule = repository.lock(key).orElseThrow(() -> ScheduleProblems.notFound(key.scheduleId()));
            return saved(change.apply(schedule, clock.now()), false);
        });
    }

    /** Removes a schedule with its firings; its runs stay. */
    public void delete(ScheduleKey key) {
        transactions.run(() -> {
            Schedule schedule = repository.lock(key).orElseThrow(() -> ScheduleProblems.notFound(key.scheduleId()));
            if (schedule.isDeclared()) {
                throw ScheduleProblems.declared(schedule);
            }
            repository.delete(key);
            return true;
        });
    }

    /** Newest first. */
    public Page<FiringSnapshot> firings(ScheduleKey key, PageRequest page) {
        existing(key);
        List<FiringSnapshot> found = firings.listBefore(key, place(page), page.limit() + 1).stream()
                .map(ScheduleSnapshots::of)
                .toList();
        return page.page(found, firing -> List.of(firing.fireAt().toString()));
    }

    private static Instant place(PageRequest page) {
        try {
            return page.after().isEmpty()
                    ? AFTER_ALL
                    : Instant.parse(page.after().get(0));
        } catch (DateTimeParseException e) {
            throw PageRequest.invalidCursor();
        }
    }

    private Schedule existing(ScheduleKey key) {
        return repository.find(key).orElseThrow(() -> ScheduleProblems.notFound(key.scheduleId()));
    }
}
