package dev.kagzi.server.run;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.server.run.RunSnapshots.Remarks;
import dev.kagzi.server.run.RunStepRepository.StepList;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.UUID;
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
    private final RunHistoryRepository history;
    private final RunSnapshots snapshots;

    Runs(
            StartRequests requests,
            StartCommits commits,
            RunLists lists,
            RunRepository runs,
            RunStepRepository steps,
            RunHistoryRepository history,
            RunSnapshots snapshots) {
        this.requests = requests;
        this.commits = commits;
        this.lists = lists;
        this.runs = runs;
        this.steps = steps;
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

    /** In call order per branch; a page ends at its limit or at 8 MiB. */
    public Page<StepSnapshot> steps(UUID namespaceId, UUID runId, PageRequest page) {
        existing(namespaceId, runId);
        StepList found = steps.list(namespaceId, runId, StepPlace.before(page), page.limit());
        return page.page(found.steps(), found.hasMore(), StepPlace::keys);
    }

    /** What became of the run so far, from its start on. */
    public Page<RunTransition> history(UUID namespaceId, UUID runId, PageRequest page) {
        existing(namespaceId, runId);
        return page.page(
                history.list(namespaceId, runId, seq(page), page.limit() + 1),
                transition -> List.of(Integer.toString(transition.seq())));
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
}
