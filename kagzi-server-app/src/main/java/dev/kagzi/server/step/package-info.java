/**
 * The recorded steps of a run: one row per step key. The door is {@code Steps}. It knows nothing of claims; who may write is decided
 * before.
 */
@NullMarked
package dev.kagzi.server.step;

import org.jspecify.annotations.NullMarked;
