/**
 * Shows the shop at work: makes sure that a server answers, posts sample orders over the shop's REST endpoint and compares the
 * outcomes with the expected ones. Its door is {@link dev.kagzi.demo.showcase.Showcase}; of the shop it knows what its
 * customers know.
 */
@NullMarked
package dev.kagzi.demo.showcase;

import org.jspecify.annotations.NullMarked;
