package dev.kagzi.server.lease;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Report.EventEmitted;
import dev.kagzi.protocol.worker.Report.OfStep;
import dev.kagzi.protocol.worker.Report.RunCompleted;
import dev.kagzi.protocol.worker.Report.WaitStarted;
import dev.kagzi.protocol.worker.Report.Waiting;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.server.child.Children;
import dev.kagzi.server.database.BatchWriter;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.event.Channel;
import dev.kagzi.server.event.EventDeliveries;
import dev.kagzi.server.event.EventDeliveries.Locked;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.run.RunMeters;
import dev.kagzi.server.signal.Signal.OutcomeAwaited;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.StepRef;
import dev.kagzi.server.step.Steps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the reports of many runs in one transaction: lock the runs in the order of their ids, so that two servers never
 * wait for each other; decide in memory; then one statement per table.
 */
final class ReportBatch implements BatchWriter<ReportGroup, List<ReportResult>> {

    private final LeaseRepository repository;
    private final Steps steps;
    private final EventDeliveries events;
    private final Children children;
    private final Places places;
    private final ReportRules rules;
    private final DatabaseClock clock;
    private final Signals signals;
    private final RunMeters meters;

    ReportBatch(
            LeaseRepository repository,
            Steps steps,
            EventDeliveries events,
            Children children,
            Places places,
            ReportRules rules,
            DatabaseClock clock,
            Signals signals,
            RunMeters meters) {
        this.repository = repository;
        this.steps = steps;
        this.events = events;
        this.children = children;
        this.places = places;
        this.rules = rules;
        this.clock = clock;
        this.signals = signals;
        this.meters = meters;
    }

    /** Those of every other run. */
    @Override
    public boolean mayGoBeside(ReportGroup group) {
        return (group.runId().hashCode() & 1) == 1;
    }

    @Override
    public List<List<ReportResult>> write(UUID namespaceId, List<ReportGroup> groups) {
        List<List<ReportResult>> results = new ArrayList<>(groups.size());
        for (List<ReportGroup> round : rounds(groups)) {
            results.addAll(writeRound(namespaceId, round));
        }
        return results;
    }

    /** A second request about the same run has to see what the first one did, so it begins a round of its own. */
    private static List<List<ReportGroup>> rounds(List<ReportGroup> groups) {
        List<List<ReportGroup>> rounds = new ArrayList<>();
        Set<UUID> seen = new HashSet<>();
        List<ReportGroup> round = new ArrayList<>();
        for (ReportGroup group : groups) {
            if (!seen.add(group.runId())) {
                rounds.add(round);
                round = new ArrayList<>();
                seen.clear();
                seen.add(group.runId());
            }
            round.add(group);
        }
        rounds.add(round);
        return rounds;
    }

    private List<List<ReportResult>> writeRound(UUID namespaceId, List<ReportGroup> groups) {
        Locked channels = lockChannels(namespaceId, groups);
        LeaseRepository.Locked locked = lockRuns(namespaceId, groups, channels);
        Map<UUID, LockedRun> runs = locked.runs();
        Instant now = locked.readAt() == null ? clock.now() : clock.toView(locked.readAt());
        KnownSteps known = knownSteps(namespaceId, groups, runs);
        List<List<ReportResult>> results = new ArrayList<>(groups.size());
        List<RunChange> changes = new ArrayList<>();
        for (ReportGroup group : groups) {
            ReportOutcome outcome = rules.apply(runs.get(group.runId()), known, group.reports(), now);
            results.add(outcome.results());
            if (outcome.change() != null) {
                changes.add(outcome.change());
            }
        }
        save(namespaceId, changes, now);
        reachOut(namespaceId, changes, channels, runs.keySet(), now);
        return results;
    }

    /** Before the runs: those who accept events lock in this order too. */
    private Locked lockChannels(UUID namespaceId, List<ReportGroup> groups) {
        Set<Channel> opened = new HashSet<>();
        Set<Channel> emitted = new HashSet<>();
        for (ReportGroup group : groups) {
            for (Report report : group.reports()) {
                if (report instanceof WaitStarted wait) {
                    opened.add(Channel.of(wait.event(), wait.key()));
                } else if (report instanceof EventEmitted event) {
                    emitted.add(Channel.of(event.event(), event.key()));
                }
            }
        }
        return opened.isEmpty() && emitted.isEmpty()
                ? Locked.NOTHING
                : events.lock(namespaceId, opened, emitted, clock.now());
    }

    private LeaseRepository.Locked lockRuns(UUID namespaceId, List<ReportGroup> groups, Locked channels) {
        Set<UUID> runIds = new HashSet<>(channels.waiting());
        groups.forEach(group -> runIds.add(group.runId()));
        return repository.lock(namespaceId, runIds);
    }

    private KnownSteps knownSteps(UUID namespaceId, List<ReportGroup> groups, Map<UUID, LockedRun> runs) {
        List<UUID> withResolved = runs.values().stream()
                .filter(LockedRun::hasResolved)
                .map(LockedRun::runId)
                .toList();
        List<UUID> letGo = groups.stream()
                .filter(group -> group.reports().stream().anyMatch(Waiting.class::isInstance))
                .map(ReportGroup::runId)
                .filter(runId -> mayWaitWithoutEnd(runs.get(runId)))
                .toList();
        List<UUID> undone = groups.stream()
                .filter(group -> group.reports().stream().anyMatch(RunCompleted.class::isInstance))
                .map(ReportGroup::runId)
                .filter(runId -> isBeingUndone(runs.get(runId)))
                .toList();
        return new KnownSteps(
                steps.find(namespaceId, refs(groups, runs)),
                steps.resolved(namespaceId, withResolved),
                steps.withOpenWaits(namespaceId, letGo),
                steps.withFailedCompensations(namespaceId, undone));
    }

    /** Where something is due, there is an open wait anyway. */
    private static boolean mayWaitWithoutEnd(@Nullable LockedRun run) {
        return run != null && run.dueAt() == null;
    }

    private static boolean isBeingUndone(@Nullable LockedRun run) {
        return run != null && run.ending() != null;
    }

    /** The steps they are about, of runs that have any. */
    private static List<StepRef> refs(List<ReportGroup> groups, Map<UUID, LockedRun> runs) {
        return groups.stream()
                .filter(group -> hasSteps(runs.get(group.runId())))
                .flatMap(group -> group.reports().stream())
                .filter(OfStep.class::isInstance)
                .map(report -> new StepRef(report.runId(), ((OfStep) report).step()))
                .distinct()
                .toList();
    }

    private static boolean hasSteps(@Nullable LockedRun run) {
        return run != null && run.steps() > 0;
    }

    private void save(UUID namespaceId, List<RunChange> changes, Instant now) {
        steps.add(
                namespaceId,
                changes.stream().flatMap(change -> change.newSteps().stream()).toList());
        steps.change(
                namespaceId,
                changes.stream()
                        .flatMap(change -> change.changedSteps().stream())
                        .toList());
        steps.saveAttempts(
                namespaceId,
                changes.stream().flatMap(change -> change.attempts().stream()).toList());
        steps.taken(
                namespaceId,
                changes.stream()
                        .flatMap(change -> change.effects().taken().stream())
                        .toList());
        repository.save(namespaceId, changes, now);
        steps.closeWaits(
                namespaceId,
                changes.stream()
                        .filter(RunChange::leavesWaits)
                        .map(change -> change.run().runId())
                        .toList());
        for (RunChange change : changes) {
            if (change.leavesPlace()) {
                LockedRun run = change.run();
                places.leave(namespaceId, run.runId(), run.workflow(), run.standing(), run.claim(), now);
            }
            signal(namespaceId, change);
        }
        changes.stream()
                .collect(Collectors.groupingBy(
                        change -> new Reached(change.run().workflow(), change.status()), Collectors.counting()))
                .forEach((reached, runs) -> meters.finished(namespaceId, reached.workflow(), reached.status(), runs));
    }

    /** A status that runs of a workflow have reached. */
    private record Reached(String workflow, RunStatus status) {}

    /** What the reports do to other runs, and what other runs and events do to them. */
    private void reachOut(
            UUID namespaceId, List<RunChange> changes, Locked channels, Set<UUID> lockedRuns, Instant now) {
        events.apply(
                namespaceId,
                channels,
                changes.stream()
                        .filter(change -> !change.leavesWaits())
                        .flatMap(change -> change.effects().waits().stream())
                        .toList(),
                changes.stream()
                        .flatMap(change -> change.effects().events().stream())
                        .toList(),
                lockedRuns,
                now);
        children.start(
                namespaceId,
                changes.stream()
                        .flatMap(change -> change.effects().children().stream())
                        .toList(),
                now);
    }

    private void signal(UUID namespaceId, RunChange change) {
        if (change.dueAt() != null && !change.dueAt().equals(change.run().dueAt())) {
            signals.afterCommit(new RunDue(change.dueAt()));
        }
        if (change.status() != change.run().status() || change.progress() != null) {
            signals.afterCommit(new RunChanged(namespaceId, change.run().runId()));
        }
        if (change.status().isFinal() && change.run().isAwaited()) {
            signals.afterCommit(new OutcomeAwaited(namespaceId));
        }
        if (change.status() == RunStatus.PENDING) {
            signals.afterCommit(new RunClaimable(namespaceId, change.run().workflow()));
        }
    }
}
