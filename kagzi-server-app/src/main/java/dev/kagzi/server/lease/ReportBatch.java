package dev.kagzi.server.lease;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.worker.Report.OfStep;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.server.database.BatchWriter;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.run.RunMeters;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Step;
import dev.kagzi.server.step.StepRef;
import dev.kagzi.server.step.Steps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Writes the reports of many runs in one transaction: lock the runs in the order of their ids, so that two servers never
 * wait for each other; decide in memory; then one statement per table.
 */
final class ReportBatch implements BatchWriter<ReportGroup, List<ReportResult>> {

    private final LeaseRepository repository;
    private final Steps steps;
    private final ReportRules rules;
    private final DatabaseClock clock;
    private final Signals signals;
    private final RunMeters meters;

    ReportBatch(
            LeaseRepository repository,
            Steps steps,
            ReportRules rules,
            DatabaseClock clock,
            Signals signals,
            RunMeters meters) {
        this.repository = repository;
        this.steps = steps;
        this.rules = rules;
        this.clock = clock;
        this.signals = signals;
        this.meters = meters;
    }

    @Override
    public List<List<ReportResult>> write(UUID namespaceId, List<ReportGroup> groups) {
        Map<UUID, LockedRun> runs = lock(namespaceId, groups);
        Instant now = clock.now();
        Map<StepRef, Step> stored = steps.find(namespaceId, refs(groups));
        List<List<ReportResult>> results = new ArrayList<>(groups.size());
        Map<UUID, RunChange> changes = new HashMap<>();
        Set<UUID> seen = new HashSet<>();
        for (ReportGroup group : groups) {
            if (!seen.add(group.runId())) {
                // A second request about the same run has to see what the first one did, so it starts a round of its
                // own.
                save(namespaceId, changes, now);
                changes.clear();
                runs = lock(namespaceId, groups);
                stored = steps.find(namespaceId, refs(groups));
                seen.clear();
                seen.add(group.runId());
            }
            ReportOutcome outcome = rules.apply(runs.get(group.runId()), stored, group.reports(), now);
            results.add(outcome.results());
            if (outcome.change() != null) {
                changes.put(group.runId(), outcome.change());
            }
        }
        save(namespaceId, changes, now);
        return results;
    }

    private Map<UUID, LockedRun> lock(UUID namespaceId, List<ReportGroup> groups) {
        return repository.lock(
                namespaceId, groups.stream().map(ReportGroup::runId).distinct().toList());
    }

    private static List<StepRef> refs(List<ReportGroup> groups) {
        return groups.stream()
                .flatMap(group -> group.reports().stream())
                .filter(OfStep.class::isInstance)
                .map(report -> new StepRef(report.runId(), ((OfStep) report).step()))
                .distinct()
                .toList();
    }

    private void save(UUID namespaceId, Map<UUID, RunChange> changes, Instant now) {
        List<RunChange> all = List.copyOf(changes.values());
        steps.save(
                namespaceId,
                all.stream().flatMap(change -> change.steps().stream()).toList());
        repository.save(namespaceId, all, now);
        steps.closeWaits(
                namespaceId,
                all.stream()
                        .filter(RunChange::leavesWaits)
                        .map(change -> change.run().runId())
                        .toList());
        for (RunChange change : all) {
            signal(namespaceId, change);
            meters.finished(change.run().workflow(), change.status());
        }
    }

    private void signal(UUID namespaceId, RunChange change) {
        if (change.dueAt() != null && !change.dueAt().equals(change.run().dueAt())) {
            signals.afterCommit(new RunDue(change.dueAt()));
        }
        if (change.status() != change.run().status() || change.progress() != null) {
            signals.afterCommit(new RunChanged(namespaceId, change.run().runId()));
        }
        if (change.status() == RunStatus.PENDING) {
            signals.afterCommit(new RunClaimable(namespaceId, change.run().workflow()));
        }
    }
}
