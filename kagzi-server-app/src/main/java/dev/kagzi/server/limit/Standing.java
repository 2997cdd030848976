package dev.kagzi.server.limit;

/**
 * How a run stands with the limits of its workflow.
 *
 * @param key what its limits go by
 * @param hasPlace whether it is claimed, or may be
 */
public record Standing(String key, boolean hasPlace) {}
