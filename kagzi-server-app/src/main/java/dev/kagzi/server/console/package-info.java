/** The console: pages for people, made on the server. */
@NullMarked
package dev.kagzi.server.console;

import org.jspecify.annotations.NullMarked;
