/** The demo: a shop whose orders are workflows. */
@NullMarked
package dev.kagzi.demo;

import org.jspecify.annotations.NullMarked;
