package dev.kagzi.server.step;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.StepPage;
import dev.kagzi.server.step.StepRepository.ResolvedSteps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The steps of runs. Callers hold the lock of the run's row whenever they write. */
@Component
public class Steps {

    private static final int HISTORY_PAGE_BYTES = 256 * 1024;
    private static final int HISTORY_PAGE_STEPS = 2_000;
    private static final int RESOLVED_BYTES = 1024 * 1024;

    /** No page of a history, but a sign that there is one to be asked for. */
    public static final StepPage NOTHING_YET = new StepPage(List.of(), HistoryPosition.START.toString());

    private final StepRepository repository;
    private final StepAttemptRepository attempts;

    Steps(StepRepository repository, StepAttemptRepository attempts) {
        this.repository = repository;
        this.attempts = attempts;
    }

    /** Those of the named steps that are stored, without their inputs. */
    public Map<StepRef, Step> find(UUID namespaceId, Collection<StepRef> refs) {
        return refs.isEmpty()
                ? Map.of()
                : repository.find(namespaceId, List.copyOf(refs)).stream()
                        .collect(Collectors.toMap(step -> new StepRef(step.runId(), step.key()), Function.identity()));
    }

    /** Stores steps that are not there. */
    public void add(UUID namespaceId, List<Step> steps) {
        if (!steps.isEmpty()) {
            repository.insert(namespaceId, steps);
        }
    }

    /** Stores as they are now steps that are there. */
    public void change(UUID namespaceId, List<Step> steps) {
        if (!steps.isEmpty()) {
            repository.update(namespaceId, steps);
        }
    }

    /** Stores attempts of steps that take more than one. */
    public void saveAttempts(UUID namespaceId, Collection<StepAttempt> made) {
        if (!made.isEmpty()) {
            attempts.save(namespaceId, made);
        }
    }

    /** Attempts of the steps of a run that took more than one, in the order of the steps' names, after this one. */
    public List<StepAttempt> attempts(UUID namespaceId, UUID runId, StepKey after, int afterAttempt, int limit) {
        return attempts.list(namespaceId, runId, after, afterAttempt, limit);
    }

    /** The newest attempts of a step that took more than one, oldest first. */
    public List<StepAttempt> lastAttempts(UUID namespaceId, StepRef step, int limit) {
        return attempts.listLast(namespaceId, step, limit);
    }

    /**
     * A page of a run's history for its worker, in call order per branch: at most 256 KiB, at least one step.
     *
     * @param after where the page before ended, absent for the first one
     */
    public StepPage history(UUID namespaceId, UUID runId, @Nullable String after) {
        HistoryPosition from = after == null ? HistoryPosition.START : HistoryPosition.parse(after);
        List<Step> found = repository.history(namespaceId, runId, from, HISTORY_PAGE_BYTES, HISTORY_PAGE_STEPS + 1);
        boolean more = found.size() > 1 && found.size() > HISTORY_PAGE_STEPS
                || !found.isEmpty() && repository.existsAfter(namespaceId, runId, HistoryPosition.of(last(found)));
        List<Step> page = found.size() > HISTORY_PAGE_STEPS ? found.subList(0, HISTORY_PAGE_STEPS) : found;
        return new StepPage(
                page.stream().filter(Step::isHistory).map(Steps::toHistory).toList(),
                more ? HistoryPosition.of(last(page)).toString() : null);
    }

    /** Ends what the clock ends: sleeps of these runs are completed, steps between two attempts may go on. */
    public void resolveDue(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        repository.resolveDue(namespaceId, runIds, now);
    }

    /** Records outcomes of open waits; what is recorded already stays as it is. */
    public void end(UUID namespaceId, Collection<EndedWait> waits, Instant now) {
        if (!waits.isEmpty()) {
            repository.end(namespaceId, waits, now);
        }
    }

    /** The nearest end of a wait that is still open, per run that has one. */
    public Map<UUID, Instant> nextDue(UUID namespaceId, Collection<UUID> runIds) {
        return repository.nextDue(namespaceId, runIds);
    }

    /** Of these runs, those that wait for something that has not come yet. */
    public Set<UUID> withOpenWaits(UUID namespaceId, Collection<UUID> runIds) {
        return runIds.isEmpty() ? Set.of() : Set.copyOf(repository.withOpenWaits(namespaceId, runIds));
    }

    /** Of these runs, those with a compensation that failed for good. */
    public Set<UUID> withFailedCompensations(UUID namespaceId, Collection<UUID> runIds) {
        return runIds.isEmpty() ? Set.of() : Set.copyOf(repository.withFailedCompensations(namespaceId, runIds));
    }

    /** The steps whose wait has resolved while these runs were kept, by run. */
    public Map<UUID, List<ResolvedStep>> resolved(UUID namespaceId, Collection<UUID> runIds) {
        return runIds.isEmpty()
                ? Map.of()
                : repository.resolved(namespaceId, runIds).stream().collect(Collectors.groupingBy(ResolvedStep::runId));
    }

    /**
     * Their outcomes for the worker: at most 1 MiB, at least one.
     *
     * @param told with which answer a step was told last; those that were told longest ago come first, so that all take turns
     */
    public Outcomes resolvedOutcomes(UUID namespaceId, Collection<UUID> runIds, Map<StepRef, Long> told) {
        ResolvedSteps resolved = repository.resolvedOutcomes(namespaceId, runIds, told, RESOLVED_BYTES);
        return new Outcomes(
                resolved.steps().stream()
                        .map(step -> new RunStep(step.runId(), toHistory(step)))
                        .toList(),
                resolved.isAll());
    }

    /** Outcomes for a worker, and whether these are all there are. */
    public record Outcomes(List<RunStep> steps, boolean isAll) {}

    /** A step of a run as its worker sees it. */
    public record RunStep(UUID runId, HistoryStep step) {}

    /** Notes that the worker has gone on from these steps. */
    public void taken(UUID namespaceId, Collection<ResolvedStep> steps) {
        if (!steps.isEmpty()) {
            repository.taken(namespaceId, steps.stream().map(ResolvedStep::ref).toList());
        }
    }

    /** Notes which runs steps have started. */
    public void linkChildren(UUID namespaceId, Map<StepRef, UUID> children) {
        if (!children.isEmpty()) {
            repository.linkChildren(namespaceId, children);
        }
    }

    /** Closes what a run leaves open when it ends. */
    public void closeWaits(UUID namespaceId, Collection<UUID> runIds) {
        if (!runIds.isEmpty()) {
            repository.closeWaits(namespaceId, runIds);
        }
    }

    private static HistoryStep toHistory(Step step) {
        StepStatus status = step.status() == StepStatus.RUNNING ? StepStatus.WAITING : step.status();
        return new HistoryStep(
                step.key(),
                step.position(),
                step.kind(),
                status,
                step.output(),
                step.failure(),
                step.attempts(),
                step.dueAt(),
                step.childRunId(),
                step.isCompensable() ? step.finishedAt() : null);
    }

    private static Step last(List<Step> steps) {
        return steps.get(steps.size() - 1);
    }
}
