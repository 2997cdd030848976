/**
 * What applications start and watch runs, emit events and keep schedules with. The doors are {@code KagziClient} and {@code Run}; it needs no worker in the
 * same application, and it knows the server only through the transport.
 */
@NullMarked
package dev.kagzi.client;

import org.jspecify.annotations.NullMarked;
