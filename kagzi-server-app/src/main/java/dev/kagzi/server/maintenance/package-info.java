/**
 * What the server does by itself: one class per background service, each with a public {@code runOnce()}. What they do is the features'; here
 * is only when.
 */
@NullMarked
package dev.kagzi.server.maintenance;

import org.jspecify.annotations.NullMarked;
