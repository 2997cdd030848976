/**
 * Requests that are remembered by their {@code Idempotency-Key}, with their answers. Its door is
 * {@link dev.kagzi.server.idempotency.IdempotencyKeys}; it does not know what the requests are about.
 */
@NullMarked
package dev.kagzi.server.idempotency;

import org.jspecify.annotations.NullMarked;
