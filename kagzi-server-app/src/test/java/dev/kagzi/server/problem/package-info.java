/** What problems say. */
@NullMarked
package dev.kagzi.server.problem;

import org.jspecify.annotations.NullMarked;
