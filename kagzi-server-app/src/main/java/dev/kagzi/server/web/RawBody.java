package dev.kagzi.server.web;

/**
 * The body of a request as it came, at most 16 MiB: for a {@code @RequestBody} that its feature reads piece by piece. The
 * array is not copied.
 */
@SuppressWarnings("ArrayRecordComponent")
public record RawBody(byte[] bytes) {}
