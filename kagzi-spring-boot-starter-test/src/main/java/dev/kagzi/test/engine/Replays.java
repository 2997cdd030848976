package dev.kagzi.test.engine;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Report.OfStep;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Runs that are only replayed: their history is followed, and nothing beyond it is executed. */
public final class Replays {

    private final Map<UUID, Replay> open = new ConcurrentHashMap<>();

    private static final class Replay {

        private final Set<StepKey> history;
        private final Set<String> stopped = ConcurrentHashMap.newKeySet();
        private volatile String beyond = "";

        Replay(Set<StepKey> history) {
            this.history = history;
        }
    }

    void begin(RunSnapshot run) {
        List<StepSnapshot> steps = Objects.requireNonNullElse(run.steps(), List.of());
        open.put(
                run.runId(),
                new Replay(steps.stream().map(StepSnapshot::step).collect(Collectors.toCollection(HashSet::new))));
    }

    /** The first step beyond the history that the code has called, if it has called any. */
    Optional<String> end(UUID runId) {
        Replay replay = open.remove(runId);
        return replay == null || replay.beyond.isEmpty() ? Optional.empty() : Optional.of(replay.beyond);
    }

    boolean isOpen(UUID runId) {
        return open.containsKey(runId);
    }

    /** @throws BeyondHistoryException when the run is only replayed: a body is about to be entered */
    void stopAt(UUID runId, String step) {
        Replay replay = open.get(runId);
        if (replay != null) {
            replay.beyond = replay.beyond.isEmpty() ? step : replay.beyond;
            replay.stopped.add(step);
            throw new BeyondHistoryException(step);
        }
    }

    /** Whether this report goes beyond the history of a run that is only replayed. */
    boolean isBeyond(Report report) {
        Replay replay = open.get(report.runId());
        if (replay == null || !(report instanceof OfStep ofStep)) {
            return false;
        }
        // What is reported of a step in the history is of an attempt more, and that one was stopped.
        if (replay.history.contains(ofStep.step())
                && !replay.stopped.contains(ofStep.step().name())) {
            return false;
        }
        replay.beyond = replay.beyond.isEmpty() ? ofStep.step().toString() : replay.beyond;
        return true;
    }

    /** A step that is not in the history is not executed. */
    static final class BeyondHistoryException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BeyondHistoryException(String step) {
            super("The history ends before step '" + step + "'");
        }
    }
}
