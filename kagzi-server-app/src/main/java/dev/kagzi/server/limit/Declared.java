package dev.kagzi.server.limit;

import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import java.util.Map;

/**
 * Limits as an application declares them.
 *
 * @param sources where each of them comes from, by its name
 */
record Declared(Limits limits, Map<String, LimitSource> sources) {

    static final Declared NOTHING = new Declared(Limits.NONE, Map.of());

    LimitSource source(String limit) {
        return sources.getOrDefault(limit, LimitSource.ANNOTATION);
    }
}
