/**
 * Puts known bugs into copies of the packaged jars, to see that the checker finds them: production code has no switches for
 * it. Its door is {@link dev.kagzi.chaos.bug.SeededBugs}.
 */
@NullMarked
package dev.kagzi.chaos.bug;

import org.jspecify.annotations.NullMarked;
