package dev.kagzi.server.lease;

import dev.kagzi.protocol.RunStatus;

/**
 * A change of a run's status, for its history.
 *
 * @param run the run as it was before
 */
record Transition(LockedRun run, RunStatus to, String actor, String reason) {}
