/**
 * Claims runs, executes them and reports what became of them. The doors are {@code RunScope} for the interceptor and
 * {@code WorkerLifecycle} for the auto-configuration; it knows neither HTTP nor how beans are enhanced.
 */
@NullMarked
package dev.kagzi.worker;

import org.jspecify.annotations.NullMarked;
