/**
 * How many runs of a workflow, or of each value of its key, are under way at once, and how many begin in a period. The door for those who
 * change runs is {@code Places}: a run that could be claimed asks for a place and waits, held back, until it has one; whoever goes on
 * without being claimed gives its place back.
 */
@NullMarked
package dev.kagzi.server.limit;

import org.jspecify.annotations.NullMarked;
