/** Shows Kagzi in the application's actuator, where there is one. Nothing depends on it. */
@NullMarked
package dev.kagzi.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
