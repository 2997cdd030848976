package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/** A new namespace. */
public record CreateNamespace(
        String name, @Nullable String displayName, @Nullable String description) {}
