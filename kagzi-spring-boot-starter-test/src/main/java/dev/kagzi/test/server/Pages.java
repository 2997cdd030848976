package dev.kagzi.test.server;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, which begins after the last item of the page before.
 *
 * @param limit at most so many items, 50 without it
 * @param cursor the nextCursor of the page before, absent for the first one
 */
public record Pages(@Nullable Integer limit, @Nullable String cursor) {

    /** The first page, of the usual size. */
    public static final Pages FIRST = new Pages(null, null);

    private static final int DEFAULT = 50;
    private static final int MOST = 200;

    /**
     * @param list name of the list and its filters: a cursor is good for the same ones only
     * @param key of an item
     */
    <T> Page<T> of(Object list, List<T> items, Function<T, String> key) {
        int size = Objects.requireNonNullElse(limit, DEFAULT);
        if (size < 1 || size > MOST) {
            throw RefusedException.invalid("limit", "is %d, expected from 1 to %d".formatted(size, MOST));
        }
        String prefix = Integer.toHexString(list.hashCode()) + "\n";
        int from = cursor == null ? 0 : after(key(prefix, cursor), items, key);
        int to = Math.min(items.size(), from + size);
        List<T> page = List.copyOf(items.subList(from, to));
        return new Page<>(page, to < items.size() ? encoded(prefix + key.apply(items.get(to - 1))) : null);
    }

    private static String key(String prefix, String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(prefix)) {
                return text.substring(prefix.length());
            }
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static RefusedException invalid() {
        return new RefusedException(ProblemCode.INVALID_CURSOR, "The cursor does not belong to this list.");
    }

    private static <T> int after(String last, List<T> items, Function<T, String> key) {
        for (int i = 0; i < items.size(); i++) {
            if (key.apply(items.get(i)).equals(last)) {
                return i + 1;
            }
        }
        throw invalid();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
