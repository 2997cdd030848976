/**
 * Writes the OpenAPI document from the controllers and compares it with the one that is kept and served. What an answer looks
 * like is checked wherever a test asks for one, by {@link dev.kagzi.server.openapi.Contract}.
 */
@NullMarked
package dev.kagzi.server.openapi;

import org.jspecify.annotations.NullMarked;
