package dev.kagzi.protocol;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A namespace: what belongs to it is invisible to every other. */
public record Namespace(
        String name, @Nullable String displayName, @Nullable String description, Instant createdAt) {}
