/**
 * Keys of the API: made, rotated, revoked, and asked for at the door. With {@code kagzi.security.enabled} off everything is allowed, and
 * nobody but this machine reaches the server.
 */
@NullMarked
package dev.kagzi.server.security;

import org.jspecify.annotations.NullMarked;
