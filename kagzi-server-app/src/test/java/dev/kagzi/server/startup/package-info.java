/** What decides whether the server starts. */
@NullMarked
package dev.kagzi.server.startup;

import org.jspecify.annotations.NullMarked;
