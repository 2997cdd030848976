/**
 * Micrometer observations of what client and worker do: traces and metrics in the application's own. {@code KagziObservation} lists
 * them; a bean of one of the convention types names them otherwise. It knows worker and transport, and nobody knows it.
 */
@NullMarked
package dev.kagzi.observation;

import org.jspecify.annotations.NullMarked;
