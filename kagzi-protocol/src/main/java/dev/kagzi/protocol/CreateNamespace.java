package dev.kagzi.protocol;

import org.jspecify.annotations.Nullable;

/** {@code POST /namespaces}. */
public record CreateNamespace(
        String name, @Nullable String displayName, @Nullable String description) {}
