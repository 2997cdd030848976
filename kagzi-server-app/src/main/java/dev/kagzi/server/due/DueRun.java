package dev.kagzi.server.due;

import dev.kagzi.server.wake.WakeableRun;
import java.time.Instant;

/**
 * A locked run that the clock has something to do with.
 *
 * @param isAwaited whether another run waits for its outcome
 * @param isCompensable whether it has completed a step that can be undone
 * @param dueAt since when
 */
record DueRun(WakeableRun run, boolean isAwaited, boolean isCompensable, Instant dueAt) {}
