/** Namespaces: made, listed, and found from the header of a request. The door is {@code Namespaces}; a resolved {@code NamespaceId} is what other features take. */
@NullMarked
package dev.kagzi.server.namespace;

import org.jspecify.annotations.NullMarked;
