/** Puts the server in memory in the place of the real one. Nothing imports it. */
@NullMarked
package dev.kagzi.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
