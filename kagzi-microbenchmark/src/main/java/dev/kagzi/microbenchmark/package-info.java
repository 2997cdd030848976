/**
 * What the microbenchmarks share. They themselves stand in the packages of what they measure, most of which nobody else may call.
 */
@NullMarked
package dev.kagzi.microbenchmark;

import org.jspecify.annotations.NullMarked;
