package dev.kagzi.server.run;

import dev.kagzi.server.problem.ProblemException;

/** What became of a start. */
sealed interface StartOutcome {

    /** The run is stored, and new. */
    record Created(NewRun run) implements StartOutcome {}

    /** There was a run already, and it is the one that was asked for. */
    record Found(Run run) implements StartOutcome {}

    /** Nothing was stored. */
    record Refused(ProblemException problem) implements StartOutcome {}
}
