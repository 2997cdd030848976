package dev.kagzi.server.due;

import dev.kagzi.server.wake.WakeableRun;
import java.time.Instant;

/**
 * A locked run that the clock has something to do with.
 *
 * @param isAwaited whether another run waits for its outcome
 * @param dueAt since when
 */
record DueRun(WakeableRun run, boolean isAwaited, Instant dueAt) {}
