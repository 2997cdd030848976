/**
 * The contract of the server: every endpoint that is for clients and workers. The server in memory is held to it here, and the real one
 * over HTTP in its own module. A case that is skipped fails.
 */
@NullMarked
package dev.kagzi.test.contract;

import org.jspecify.annotations.NullMarked;
