package dev.kagzi.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. It may have fewer items than asked for, or none, and still not be the last one.
 *
 * @param nextCursor where the next page begins, absent on the last one
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
