/**
 * Runs as clients see them: started, read, awaited, cancelled, retried, restarted. The door is {@code Runs}, for schedules {@code
 * FiredRuns}; which changes of status are legal at all says {@code RunTransitions}. It does not know how workers claim runs and report on
 * them.
 */
@NullMarked
package dev.kagzi.server.run;

import org.jspecify.annotations.NullMarked;
