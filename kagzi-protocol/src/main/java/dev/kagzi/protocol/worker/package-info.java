/**
 * The worker protocol: sessions, polls, reports and renewals. Every write of a worker carries the token of the claim it
 * belongs to.
 */
@NullMarked
package dev.kagzi.protocol.worker;

import org.jspecify.annotations.NullMarked;
