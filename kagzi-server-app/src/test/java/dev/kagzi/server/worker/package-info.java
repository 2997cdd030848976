/** Tests of workers and what they have declared. */
@NullMarked
package dev.kagzi.server.worker;

import org.jspecify.annotations.NullMarked;
