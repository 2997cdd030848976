/** Tests of how the server stops. */
@NullMarked
package dev.kagzi.server.shutdown;

import org.jspecify.annotations.NullMarked;
