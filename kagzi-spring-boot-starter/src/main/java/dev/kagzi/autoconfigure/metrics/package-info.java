/** Hangs Kagzi into the application's observations and meters, where there are any. Nothing depends on it. */
@NullMarked
package dev.kagzi.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
