/** The rules for what comes from outside. */
@NullMarked
package dev.kagzi.server.input;

import org.jspecify.annotations.NullMarked;
