/**
 * Judges the evidence of a chaos run: one class per invariant. Its door is {@link dev.kagzi.chaos.check.Checker}. It does no
 * I/O and knows nothing of how the faults were made.
 */
@NullMarked
package dev.kagzi.chaos.check;

import org.jspecify.annotations.NullMarked;
