/** The server's own settings, validated when they are bound. Knows no feature: each one takes what it needs. */
@NullMarked
package dev.kagzi.server.settings;

import org.jspecify.annotations.NullMarked;
