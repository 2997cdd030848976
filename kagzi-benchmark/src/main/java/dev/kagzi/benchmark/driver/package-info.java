/**
 * What runs in a process of its own and measures one competitor with one workload: it enqueues runs, executes them, checks the
 * results and prints its figures. One class per competitor.
 */
@NullMarked
package dev.kagzi.benchmark.driver;

import org.jspecify.annotations.NullMarked;
