/** What the server's tests share: one PostgreSQL per JVM, the whole server on a random port, a client for it. */
@NullMarked
package dev.kagzi.server.test;

import org.jspecify.annotations.NullMarked;
