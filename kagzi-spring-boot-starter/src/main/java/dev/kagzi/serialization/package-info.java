/**
 * Values of the application to payloads and back, with the application's own mapper. The door is {@code PayloadMapper}; it
 * knows neither steps nor runs.
 */
@NullMarked
package dev.kagzi.serialization;

import org.jspecify.annotations.NullMarked;
