package dev.kagzi.server.run;

import dev.kagzi.server.limit.Place;
import dev.kagzi.server.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** What became of a start. */
sealed interface StartOutcome {

    /**
     * The run is stored, and new.
     *
     * @param place what became of its place; null where its workflow has no limits, or it is not due
     * @param isHandedOver whether a worker that has been waiting gets it
     */
    record Created(NewRun run, @Nullable Place place, boolean isHandedOver) implements StartOutcome {}

    /** There was a run already, and it is the one that was asked for. */
    record Found(Run run) implements StartOutcome {}

    /** Nothing was stored. */
    record Refused(ProblemException problem) implements StartOutcome {}
}
