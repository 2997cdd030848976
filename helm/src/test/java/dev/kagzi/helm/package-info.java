/** What the chart has to be. */
@NullMarked
package dev.kagzi.helm;

import org.jspecify.annotations.NullMarked;
