/**
 * What becomes of runs whose waits have resolved: those that wait stand in line again, those that are held are told. The door is
 * {@code Wakes}; what resolves waits is decided elsewhere.
 */
@NullMarked
package dev.kagzi.server.wake;

import org.jspecify.annotations.NullMarked;
