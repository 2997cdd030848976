package dev.kagzi.test.server;

import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.RestartRun;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StartResults;
import dev.kagzi.protocol.StartResults.Result;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.protocol.StartRuns;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.test.server.RunStarts.Started;
import dev.kagzi.test.server.RunViews.Remarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The endpoints under {@code /api/v1/runs}. */
public final class InMemoryRuns {

    private static final int MOST_AT_ONCE = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Comparator<StoredRun> NEWEST_FIRST = Comparator.<StoredRun, Instant>comparing(
                    run -> run.createdAt)
            .thenComparing(run -> run.runId.toString())
            .reversed();

    private final State state;
    private final Turn turn;
    private final RunStarts starts;
    private final RunChanges changes;
    private final RunViews views;

    InMemoryRuns(State state, Turn turn, RunStarts starts, RunChanges changes) {
        this.state = state;
        this.turn = turn;
        this.starts = starts;
        this.changes = changes;
        this.views = new RunViews(state);
    }

    /** {@code POST /runs} */
    public RunSnapshot start(StartRun request) {
        return turn.change(() -> started(starts.start(request)));
    }

    private RunSnapshot started(Started started) {
        return views.of(started.run(), Remarks.created(started.created()));
    }

    /** {@code POST /runs/batch} */
    public StartResults start(StartRuns request) {
        int size = request.runs().size();
        if (size < 1 || size > MOST_AT_ONCE) {
            throw RefusedException.invalid("/runs", "has %d entries, expected from 1 to 1,000".formatted(size));
        }
        return turn.change(
                () -> new StartResults(request.runs().stream().map(this::result).toList()));
    }

    private Result result(StartRun request) {
        try {
            return Result.of(started(starts.start(request)));
        } catch (RefusedException e) {
            return Result.of(e.problem());
        }
    }

    /** {@code GET /runs} */
    public Page<RunSnapshot> list(RunFilter filter, Pages page) {
        return turn.read(() -> page.of(
                filter,
                state.runs.values().stream()
                        .filter(run -> filter.fits(run, state.workflows))
                        .sorted(NEWEST_FIRST)
                        .map(run -> views.of(run, Remarks.LISTED))
                        .toList(),
                run -> run.runId().toString()));
    }

    /** {@code GET /runs/{runId}} */
    public RunSnapshot get(UUID runId, boolean withSteps) {
        return turn.read(() -> views.of(state.run(runId), withSteps ? Remarks.STEPS : Remarks.NONE));
    }

    /** The run, if there is one. */
    public Optional<RunSnapshot> find(UUID runId) {
        return turn.read(() -> Optional.ofNullable(state.runs.get(runId)).map(run -> views.of(run, Remarks.NONE)));
    }

    /** {@code GET /runs/{runId}/steps} */
    public Page<StepSnapshot> steps(UUID runId, Pages page) {
        return turn.read(() -> page.of(
                List.of("steps", runId),
                state.run(runId).inCallOrder().stream()
                        .map(StoredStep::snapshot)
                        .toList(),
                step -> step.step().toString()));
    }

    /** {@code GET /runs/{runId}/history} */
    public Page<RunTransition> history(UUID runId, Pages page) {
        return turn.read(() -> page.of(
                List.of("history", runId),
                List.copyOf(state.run(runId).transitions),
                transition -> Integer.toString(transition.seq())));
    }

    /** {@code GET /runs/{runId}/result}; the wait passes in real time. */
    public RunSnapshot result(UUID runId, Duration wait) {
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw RefusedException.invalid("wait", "is '%s' and has to be at most 60 s".formatted(wait));
        }
        StoredRun run = turn.read(() -> state.run(runId));
        turn.await(wait, run::isFinished);
        return get(runId, false);
    }

    /**
     * {@code GET /runs/{runId}/stream}: the next event.
     *
     * @param lastEventId id of the last event that has arrived, absent for the first one
     * @param atMost how long to wait for it in real time
     * @return empty when there is nothing new
     */
    public Optional<RunEvent> next(UUID runId, @Nullable String lastEventId, Duration atMost) {
        turn.await(
                atMost,
                () -> state.run(runId).isFinished()
                        || !revision(state.run(runId)).equals(lastEventId));
        return turn.read(() -> {
            StoredRun run = state.run(runId);
            String revision = revision(run);
            return revision.equals(lastEventId)
                    ? Optional.empty()
                    : Optional.of(new RunEvent(revision, views.of(run, Remarks.LISTED)));
        });
    }

    /** An event of a stream. */
    public record RunEvent(String id, RunSnapshot run) {}

    private static String revision(StoredRun run) {
        return run.transitions.size() + "-" + (run.progress == null ? 0 : run.progress.hashCode()) + "-"
                + run.tags.hashCode();
    }

    /** {@code POST /runs/{runId}/cancel} */
    public RunSnapshot cancel(UUID runId, CancelRun request) {
        return turn.change(() -> {
            StoredRun run = state.run(runId);
            boolean already = changes.cancel(run, request);
            return views.of(run, already ? Remarks.ALREADY : Remarks.NONE);
        });
    }

    /**
     * {@code POST /runs/{runId}/retry}
     *
     * @param key idempotency key
     */
    public RunSnapshot retry(UUID runId, @Nullable String key) {
        return turn.once(key, List.of("retry", runId), () -> {
            StoredRun run = state.run(runId);
            changes.retry(run);
            return views.of(run, Remarks.NONE);
        });
    }

    /** {@code POST /runs/{runId}/restart} */
    public RunSnapshot restart(UUID runId, RestartRun request) {
        return turn.change(() -> started(changes.restart(state.run(runId), request)));
    }
}
