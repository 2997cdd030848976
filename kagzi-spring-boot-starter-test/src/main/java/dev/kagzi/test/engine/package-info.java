/** Puts worker and client of the application under test on the server in memory, and moves its time. Not for use by applications. */
@NullMarked
package dev.kagzi.test.engine;

import org.jspecify.annotations.NullMarked;
