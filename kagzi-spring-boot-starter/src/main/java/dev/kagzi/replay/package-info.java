/**
 * Decides what the next call of a workflow is: recorded, to be executed, an open wait, or not what the history says. The door
 * is {@code History}; it is pure and knows no I/O, no clock, no threads and no Spring.
 */
@NullMarked
package dev.kagzi.replay;

import org.jspecify.annotations.NullMarked;
