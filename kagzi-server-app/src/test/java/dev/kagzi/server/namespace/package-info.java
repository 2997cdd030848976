/** Namespaces, seen from outside. */
@NullMarked
package dev.kagzi.server.namespace;

import org.jspecify.annotations.NullMarked;
