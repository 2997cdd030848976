/**
 * Claims runs, executes them and reports what became of them. A run has one thread that executes its top, and one for each branch
 * that does something; they share a {@code RunExecution}, each has a {@code BranchExecution} of its own. The doors are {@code RunScope} for the interceptor and
 * {@code WorkerLifecycle} for the auto-configuration; it knows neither HTTP nor how beans are enhanced.
 */
@NullMarked
package dev.kagzi.worker;

import org.jspecify.annotations.NullMarked;
