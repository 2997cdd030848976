package dev.kagzi.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A new key.
 *
 * @param name what it is for, shown to people, 1 to 255 characters
 * @param namespaces names of those it is for, 1 to 100 that exist, the first one where a request names none; {@code *} for all there are and will
 *     be. FORBIDDEN where the key that asks is not for one of them
 * @param roles at least one
 * @param expiresAt in the future, from when on it is refused; never without it
 */
public record CreateKey(
        String name,
        List<String> namespaces,
        List<KeyRole> roles,
        @Nullable Instant expiresAt) {}
