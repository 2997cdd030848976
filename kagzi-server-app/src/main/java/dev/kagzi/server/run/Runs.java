package dev.kagzi.server.run;

import dev.kagzi.protocol.AttemptSnapshot;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunSnapshots.Remarks;
import dev.kagzi.server.run.RunStepRepository.StepList;
import dev.kagzi.server.step.StepAttempt;
import dev.kagzi.server.step.StepRef;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.web.PageRequest;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Starts runs and shows them. What belongs to another namespace does not exist. */
@Component
public class Runs {

    /** Steps shown with their run; all of them come in pages. */
    private static final int STEPS_WITH_RUN = 1_000;

    private final StartRequests requests;
    private final StartCommits commits;
    private final RunLists lists;
    private final RunRepository runs;
    private final RunStepRepository steps;
    private final Steps recorded;
    private final RunHistoryRepository history;
    private final RunSnapshots snapshots;

    Runs(
            StartRequests requests,
            StartCommits commits,
            RunLists lists,
            RunRepository runs,
            RunStepRepository steps,
            Steps recorded,
            RunHistoryRepository history,
            RunSnapshots snapshots) {
        this.requests = requests;
        this.commits = commits;
        this.lists = lists;
        this.runs = runs;
        this.steps = steps;
        this.recorded = recorded;
        this.history = history;
        this.snapshots = snapshots;
    }

    /**
     * Starts a run, or finds the one that an equal request has started before. It is durable when this returns.
     *
     * @param freshId the run's id, unless the request names one
     * @throws dev.kagzi.server.problem.ProblemException when the request is not valid, its workflow is unknown, or its runId or id
     *     belongs to another run
     */
    public RunSnapshot start(UUID namespaceId, StartRun request, UUID freshId, Trace trace) {
        return requests.answer(commits.commit(namespaceId, requests.check(namespaceId, request, freshId, trace)));
    }

    /** @throws dev.kagzi.server.problem.ProblemException when there is no such run */
    public RunSnapshot find(UUID namespaceId, UUID runId) {
        return snapshots.of(existing(namespaceId, runId));
    }

    /** Without input and output. */
    public RunSnapshot findListed(UUID namespaceId, UUID runId) {
        return snapshots.of(listed(namespaceId, runId));
    }

    /** With its first steps: a thousand at most, and 8 MiB. */
    public RunSnapshot findWithSteps(UUID namespaceId, UUID runId) {
        Run run = existing(namespaceId, runId);
        return snapshots.of(run, Remarks.with(steps.list(namespaceId, runId, StepPlace.START, STEPS_WITH_RUN)));
    }

    /** Newest first, without inputs and outputs. A page may hold less than its limit, or nothing, and still have a next one. */
    public Page<RunSnapshot> list(UUID namespaceId, RunFilter filter, PageRequest page) {
        Page<Run> found = lists.list(namespaceId, filter, page);
        return new Page<>(found.items().stream().map(snapshots::of).toList(), found.nextCursor());
    }

    /** The newest run of each of these workflows that has FAILED, by today's name of the workflow; without inputs and outputs. */
    public Map<String, RunSnapshot> lastFailures(UUID namespaceId, Collection<String> workflows) {
        return lists.lastFailures(namespaceId, workflows).stream()
                .map(snapshots::of)
                .collect(Collectors.toMap(
                        RunSnapshot::workflow,
                        run -> run,
                        BinaryOperator.maxBy(Comparator.comparing(RunSnapshot::createdAt))));
    }

    /** The largest input or output of each workflow among the newest 200 runs, in bytes, by today's name of the workflow. */
    public Map<String, Integer> largestPayloads(UUID namespaceId) {
        Map<String, Integer> largest = new HashMap<>();
        lists.largestPayloads(namespaceId)
                .forEach((stored, bytes) -> largest.merge(snapshots.nameOf(namespaceId, stored), bytes, Math::max));
        return largest;
    }

    /** In call order per branch; a page ends at its limit or at 8 MiB. */
    public Page<StepSnapshot> steps(UUID namespaceId, UUID runId, PageRequest page) {
        listed(namespaceId, runId);
        StepList found = steps.list(namespaceId, runId, StepPlace.before(page), page.limit());
        return page.page(found.steps(), found.hasMore(), StepPlace::keys);
    }

    /** What became of the run so far, from its start on. */
    public Page<RunTransition> history(UUID namespaceId, UUID runId, PageRequest page) {
        listed(namespaceId, runId);
        return page.page(
                history.list(namespaceId, runId, seq(page), page.limit() + 1),
                transition -> List.of(Integer.toString(transition.seq())));
    }

    /** The same, the last change first. */
    public Page<RunTransition> lastChanges(UUID namespaceId, UUID runId, PageRequest page) {
        existing(namespaceId, runId);
        int before = page.after().isEmpty() ? Integer.MAX_VALUE : seq(page);
        return page.page(
                history.listBefore(namespaceId, runId, before, page.limit() + 1),
                transition -> List.of(Integer.toString(transition.seq())));
    }

    /** The runs that this worker holds, newest first, without input and output. */
    public List<RunSnapshot> heldBy(UUID namespaceId, UUID workerId, int limit) {
        return runs.heldBy(namespaceId, workerId, limit).stream()
                .map(run -> snapshots.of(run, Remarks.NONE))
                .toList();
    }

    /** @throws dev.kagzi.server.problem.ProblemException when there is no such run, or it has no such step */
    public StepSnapshot step(UUID namespaceId, UUID runId, StepKey key) {
        listed(namespaceId, runId);
        return steps.find(namespaceId, runId, key)
                .orElseThrow(() -> ProblemException.invalid(
                        "step", "is '%s', and run '%s' has no such step".formatted(key, runId)));
    }

    /** Attempts of the steps of a run that took more than one, in the order of the steps' names. */
    public Page<AttemptSnapshot> attempts(UUID namespaceId, UUID runId, PageRequest page) {
        listed(namespaceId, runId);
        AttemptPlace after = AttemptPlace.before(page);
        List<AttemptSnapshot> found =
                recorded.attempts(namespaceId, runId, after.step(), after.attempt(), page.limit() + 1).stream()
                        .map(Runs::shown)
                        .toList();
        return page.page(found, AttemptPlace::keys);
    }

    static AttemptSnapshot shown(StepAttempt attempt) {
        return new AttemptSnapshot(
                attempt.step().key(), attempt.attempt(), attempt.startedAt(), attempt.finishedAt(), attempt.failure());
    }

    /** The newest attempts of one step, if it took more than one: this many at most, oldest first. */
    public List<AttemptSnapshot> lastAttempts(UUID namespaceId, UUID runId, StepKey step, int limit) {
        return recorded.lastAttempts(namespaceId, new StepRef(runId, step), limit).stream()
                .map(Runs::shown)
                .toList();
    }

    private static int seq(PageRequest page) {
        try {
            return page.after().isEmpty() ? 0 : Integer.parseInt(page.after().get(0));
        } catch (NumberFormatException e) {
            throw PageRequest.invalidCursor();
        }
    }

    private Run existing(UUID namespaceId, UUID runId) {
        return runs.find(namespaceId, runId).orElseThrow(() -> RunProblems.notFound(runId));
    }

    private Run listed(UUID namespaceId, UUID runId) {
        return runs.findListed(namespaceId, runId).orElseThrow(() -> RunProblems.notFound(runId));
    }
}
