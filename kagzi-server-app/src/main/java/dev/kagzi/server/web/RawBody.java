package dev.kagzi.server.web;

/**
 * The body of a request as it came, at most 16 MiB: for a {@code @RequestBody} that its feature reads piece by piece. The
 * array is not copied.
 *
 * @param <T> what the body is as a whole
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawBody<T>(byte[] bytes) {}
