/**
 * The REST contract as records and enums, shared by the server and by those who call it. It knows nobody, and decides
 * nothing: what the values mean is said where they are made.
 */
@NullMarked
package dev.kagzi.protocol;

import org.jspecify.annotations.NullMarked;
