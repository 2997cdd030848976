/** The server's settings. */
@NullMarked
package dev.kagzi.server.settings;

import org.jspecify.annotations.NullMarked;
