@NullMarked
package dev.kagzi.server.console;

import org.jspecify.annotations.NullMarked;
