/** Bulk jobs, seen from outside. */
@NullMarked
package dev.kagzi.server.bulk;

import org.jspecify.annotations.NullMarked;
