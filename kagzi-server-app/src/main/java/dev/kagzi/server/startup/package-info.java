/** What decides whether the server starts, and what it says when it does. The door is {@code StartRefusedException}; it knows no feature. */
@NullMarked
package dev.kagzi.server.startup;

import org.jspecify.annotations.NullMarked;
