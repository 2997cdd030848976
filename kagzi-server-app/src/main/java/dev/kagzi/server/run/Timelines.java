package dev.kagzi.server.run;

import dev.kagzi.protocol.AttemptSnapshot;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.step.Steps;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reads runs as pictures over time show them. */
@Component
public class Timelines {

    /** As many as a run may have by default. */
    private static final int STEPS = 20_000;

    private static final int ATTEMPTS = 20_000;
    private static final int TRANSITIONS = 2_000;

    private final Runs runs;
    private final RunStepRepository steps;
    private final Steps recorded;
    private final RunHistoryRepository history;
    private final DatabaseClock clock;

    Timelines(Runs runs, RunStepRepository steps, Steps recorded, RunHistoryRepository history, DatabaseClock clock) {
        this.runs = runs;
        this.steps = steps;
        this.recorded = recorded;
        this.history = history;
        this.clock = clock;
    }

    /**
     * Of each kind the first ones, as many as a picture can show.
     *
     * @throws dev.kagzi.server.problem.ProblemException when there is no such run
     */
    public RunTimeline find(UUID namespaceId, UUID runId) {
        RunSnapshot run = runs.findListed(namespaceId, runId);
        List<RunTransition> transitions = history.list(namespaceId, runId, 0, TRANSITIONS + 1);
        List<TimelineStep> found = steps.timeline(namespaceId, runId, STEPS + 1);
        List<AttemptSnapshot> attempts = recorded
                .attempts(namespaceId, runId, AttemptPlace.START.step(), AttemptPlace.START.attempt(), ATTEMPTS + 1)
                .stream()
                .map(Runs::shown)
                .toList();
        return new RunTimeline(
                run,
                clock.now(),
                first(transitions, TRANSITIONS),
                first(found, STEPS),
                first(attempts, ATTEMPTS),
                transitions.size() > TRANSITIONS || found.size() > STEPS || attempts.size() > ATTEMPTS);
    }

    private static <T> List<T> first(List<T> found, int limit) {
        return found.subList(0, Math.min(limit, found.size()));
    }
}
