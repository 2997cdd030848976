package dev.kagzi.server.event;

import dev.kagzi.server.problem.ProblemException;

/** What became of an event. */
sealed interface EventOutcome {

    /** It is stored, by this request or by an equal one before. */
    record Accepted(StoredEvent event) implements EventOutcome {}

    /** Nothing was stored. */
    record Refused(ProblemException problem) implements EventOutcome {}
}
