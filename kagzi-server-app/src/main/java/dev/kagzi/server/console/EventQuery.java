package dev.kagzi.server.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which events are shown, as it stands in the address of their page. What is empty says nothing.
 *
 * @param key needs a name beside it
 * @param unmatched only those that have started and woken nothing so far
 */
public record EventQuery(
        @Nullable String name,
        @Nullable String key,
        @Nullable Boolean unmatched) {

    public boolean isEmpty() {
        return parameters().isEmpty();
    }

    public boolean isUnmatched() {
        return Boolean.TRUE.equals(unmatched);
    }

    @Nullable String nameOrNull() {
        return TypedText.given(name);
    }

    @Nullable String keyOrNull() {
        return TypedText.given(key);
    }

    Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        String givenName = nameOrNull();
        String givenKey = keyOrNull();
        if (givenName != null) {
            parameters.put("name", List.of(givenName));
        }
        if (givenKey != null) {
            parameters.put("key", List.of(givenKey));
        }
        if (isUnmatched()) {
            parameters.put("unmatched", List.of("true"));
        }
        return parameters;
    }
}
