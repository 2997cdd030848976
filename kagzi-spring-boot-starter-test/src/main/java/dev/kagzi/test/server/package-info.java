/**
 * The server in memory: one namespace, one lock, no threads, and a clock that others move. It answers as the real server does, which the
 * contract holds both to. The door is {@code InMemoryServer}; it knows the protocol and nothing of workers, clients or Spring.
 */
@NullMarked
package dev.kagzi.test.server;

import org.jspecify.annotations.NullMarked;
