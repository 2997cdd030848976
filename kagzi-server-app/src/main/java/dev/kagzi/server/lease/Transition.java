package dev.kagzi.server.lease;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.run.Actor;
import dev.kagzi.server.run.RunTransitions;

/**
 * A change of a run's status, for its history.
 *
 * @param run the run as it was before
 */
record Transition(LockedRun run, RunStatus to, Actor actor, String reason) {

    Transition {
        RunTransitions.require(run.status(), to, actor);
    }
}
