@NullMarked
package dev.kagzi.server.idempotency;

import org.jspecify.annotations.NullMarked;
