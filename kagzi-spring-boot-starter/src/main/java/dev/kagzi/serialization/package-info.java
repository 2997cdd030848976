/**
 * Values of the application to payloads and back, with the application's own mapper, and through its codecs on their way to
 * the server. The doors are {@code PayloadMapper} and, for applications, {@code PayloadCodec}; it knows where a payload stands, and
 * nothing of what happens there.
 */
@NullMarked
package dev.kagzi.serialization;

import org.jspecify.annotations.NullMarked;
