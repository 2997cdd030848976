/**
 * Tells the parts of all servers what has just been committed, so that nobody has to ask the database in a loop. The door is
 * {@code Signals}. A signal is a hint: it can be lost, and everyone who waits for one also looks by himself now and then.
 */
@NullMarked
package dev.kagzi.server.signal;

import org.jspecify.annotations.NullMarked;
