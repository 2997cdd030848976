/** An application whose classes are loaded anew by each restart. */
@NullMarked
package dev.kagzi.restart;

import org.jspecify.annotations.NullMarked;
