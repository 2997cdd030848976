/**
 * What an application's actuator shows of Kagzi: health and an endpoint. It knows the worker and the definitions, and nobody knows it.
 */
@NullMarked
package dev.kagzi.actuate;

import org.jspecify.annotations.NullMarked;
