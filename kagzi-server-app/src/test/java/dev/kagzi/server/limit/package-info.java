/** Limits with the clock and the services of a running server; what they mean is in the contract. */
@NullMarked
package dev.kagzi.server.limit;

import org.jspecify.annotations.NullMarked;
