/** What generated clients can do. */
@NullMarked
package dev.kagzi.client;

import org.jspecify.annotations.NullMarked;
