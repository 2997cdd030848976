/** The rules of the server's own house. */
@NullMarked
package dev.kagzi.server;

import org.jspecify.annotations.NullMarked;
