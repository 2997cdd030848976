/**
 * The benchmark's command: starts PostgreSQL, servers and drivers as processes of their own, and makes lines and a table of what the
 * drivers have measured.
 */
@NullMarked
package dev.kagzi.benchmark;

import org.jspecify.annotations.NullMarked;
