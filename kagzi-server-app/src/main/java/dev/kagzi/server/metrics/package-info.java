/** What the meters of all features share: bounded labels. Each feature has a class of its own for its meters; this knows no feature. */
@NullMarked
package dev.kagzi.server.metrics;

import org.jspecify.annotations.NullMarked;
