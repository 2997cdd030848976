package dev.kagzi.transport;

/**
 * What the server has answered, and the tag of that state of it.
 *
 * @param etag as the server wrote it, quotes included; a change names it to say what it changes
 */
public record Tagged<T>(T value, String etag) {}
