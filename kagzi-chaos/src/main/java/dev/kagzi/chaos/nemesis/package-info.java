/**
 * Starts the packaged processes, breaks them as a seed says, and gathers the evidence. Its door is {@link
 * dev.kagzi.chaos.nemesis.Nemesis}. It does not judge.
 */
@NullMarked
package dev.kagzi.chaos.nemesis;

import org.jspecify.annotations.NullMarked;
