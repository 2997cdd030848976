/**
 * What the clock does to runs: start times, ends of sleeps and of pauses between attempts, deadlines. The doors are {@code DueRuns} and
 * {@code Deadlines}; when they look is decided elsewhere.
 */
@NullMarked
package dev.kagzi.server.due;

import org.jspecify.annotations.NullMarked;
