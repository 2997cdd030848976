/**
 * What happens in which order when the server stops. The doors are {@code OpenRequests}, for requests that are kept open for long, and
 * {@code ShutdownOrder}; it knows no feature.
 */
@NullMarked
package dev.kagzi.server.shutdown;

import org.jspecify.annotations.NullMarked;
