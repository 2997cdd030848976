/** An application that is tested with the kit. */
@NullMarked
package dev.kagzi.test.shop;

import org.jspecify.annotations.NullMarked;
