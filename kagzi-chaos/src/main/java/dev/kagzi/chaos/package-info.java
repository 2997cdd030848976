/** The chaos command: kills the packaged processes and checks the guarantees. */
@NullMarked
package dev.kagzi.chaos;

import org.jspecify.annotations.NullMarked;
