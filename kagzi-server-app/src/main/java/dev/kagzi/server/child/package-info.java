/**
 * Runs that runs start and wait for: started by a step of their parent, and their outcome told to it. The door is {@code Children}.
 */
@NullMarked
package dev.kagzi.server.child;

import org.jspecify.annotations.NullMarked;
