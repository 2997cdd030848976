/**
 * The server as seen over HTTP; no other package knows HTTP. Its doors are {@code WorkerApi} and {@code RunsApi}; it repeats
 * nothing by itself, because only the caller knows what may be repeated, and it knows neither workflows nor beans.
 */
@NullMarked
package dev.kagzi.transport;

import org.jspecify.annotations.NullMarked;
