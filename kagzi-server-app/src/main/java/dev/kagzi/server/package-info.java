/** The server. */
@NullMarked
package dev.kagzi.server;

import org.jspecify.annotations.NullMarked;
