/** The console in a real browser, with runs of real workers. */
@NullMarked
package dev.kagzi.console;

import org.jspecify.annotations.NullMarked;
