package dev.kagzi.server.run;

import dev.kagzi.protocol.BulkAction;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.database.OverloadedException;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.DatabaseProblem;
import dev.kagzi.server.web.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Component;

/** Finds runs by the page, newest first, and acts on them: the door for bulk jobs. */
@Component
public class BulkRuns {

    private static final Logger log = LoggerFactory.getLogger(BulkRuns.class);
    private static final int AT_ONCE = 100;

    private final RunRepository runs;
    private final RunLists lists;
    private final RunChanges changes;
    private final RunRestarts restarts;

    BulkRuns(RunRepository runs, RunLists lists, RunChanges changes, RunRestarts restarts) {
        this.runs = runs;
        this.lists = lists;
        this.changes = changes;
        this.restarts = restarts;
    }

    /**
     * A page of runs.
     *
     * @param matched how many are on it, none maybe although more follow
     * @param runs those whose status allows the action
     * @param cursor where the next page begins, null after the last one
     */
    public record Found(
            int matched, List<Target> runs, @Nullable String cursor) {}

    /** @param attempt of the run when it was found */
    public record Target(UUID runId, int attempt) {}

    /**
     * What is done.
     *
     * @param restartId identity of the run that a restart makes: the same at every try
     */
    public record Act(
            BulkAction action, UUID namespaceId, @Nullable String reason, UUID restartId) {}

    /** @param cursor of the page before, null for the first one */
    public Found find(BulkAction action, UUID namespaceId, RunFilter filter, @Nullable String cursor) {
        // Of this job and none other, whatever a later version takes for its filter.
        PageRequest request = PageRequest.of(List.of("bulk"), AT_ONCE, cursor);
        Page<Run> found = lists.list(namespaceId, filter, request);
        List<Target> runs = found.items().stream()
                .filter(run -> isFor(action, run))
                .map(run -> new Target(run.runId(), run.attempt()))
                .toList();
        return new Found(found.items().size(), runs, found.nextCursor());
    }

    /** Those of the named runs that are there and whose status allows the action. */
    public List<Target> find(BulkAction action, UUID namespaceId, List<UUID> runIds) {
        Map<UUID, Run> found = runs.listed(namespaceId, runIds);
        return runIds.stream()
                .map(found::get)
                .filter(run -> run != null && isFor(action, run))
                .map(run -> new Target(run.runId(), run.attempt()))
                .toList();
    }

    private static boolean isFor(BulkAction action, Run run) {
        return switch (action) {
            case CANCEL -> !run.isFinal();
            case RETRY ->
                run.status() == RunStatus.NEEDS_ATTENTION || run.status() == RunStatus.FAILED && run.ending() == null;
            case RESTART -> true;
        };
    }

    /**
     * Acts on one run.
     *
     * @param isRepeat whether it may have been acted on already, which then counts
     * @return whether it was done
     */
    public boolean apply(Act act, Target run, boolean isRepeat) {
        try {
            RunSnapshot changed = switch (act.action()) {
                case CANCEL -> changes.cancel(act.namespaceId(), run.runId(), new CancelRun(act.reason(), null));
                case RETRY -> changes.retry(act.namespaceId(), run.runId(), run.attempt());
                case RESTART ->
                    restarts.restart(act.namespaceId(), run.runId(), new RestartRun(null), act.restartId(), Trace.NONE);
            };
            return !Boolean.TRUE.equals(changed.already()) || isRepeat && hasBeenActedOn(act.action(), changed);
        } catch (ProblemException e) {
            if (e.code().retryable()) {
                throw e;
            }
            // It is gone, or in a status that does not allow it any more.
            return false;
        } catch (OutcomeUnknownException | OverloadedException e) {
            throw e;
        } catch (RuntimeException e) {
            boolean mayPass = DatabaseProblem.isItsOwn(e) && !(isRepeat && e instanceof QueryTimeoutException);
            if (mayPass) {
                throw e;
            }
            log.error("A bulk job leaves out the run {}, to which it cannot do what it should", run.runId(), e);
            return false;
        }
    }

    private static boolean hasBeenActedOn(BulkAction action, RunSnapshot run) {
        return action == BulkAction.RETRY || run.status() == RunStatus.CANCELLED;
    }
}
