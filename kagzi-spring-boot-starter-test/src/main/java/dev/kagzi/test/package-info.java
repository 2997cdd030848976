/**
 * Tests of workflows without server, database or network. The door is {@code KagziTest}; it knows the starter, and the server in memory
 * that stands in for the real one.
 */
@NullMarked
package dev.kagzi.test;

import org.jspecify.annotations.NullMarked;
