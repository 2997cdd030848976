package dev.kagzi.server.web;

import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list in a fixed order, asked for by the keys of the last item before it.
 *
 * @param list fingerprint of the list and its filters: a cursor is good for the same ones only
 * @param limit number of items, at most 200
 * @param after keys of the item the page begins after, empty for the first page
 */
public record PageRequest(String list, int limit, List<String> after) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final String SEPARATOR = "\n";

    /**
     * Reads the parameters of a request.
     *
     * @param list name of the list, and all that decides what is in it
     * @throws ProblemException when the limit is out of bounds or the cursor belongs to another list
     */
    public static PageRequest of(List<?> list, @Nullable Integer limit, @Nullable String cursor) {
        if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
            throw ProblemException.invalid("limit", "has to be from 1 to %d, and is %d".formatted(MAX_LIMIT, limit));
        }
        String fingerprint = Fingerprint.of(list);
        return new PageRequest(
                fingerprint,
                limit == null ? DEFAULT_LIMIT : limit,
                cursor == null ? List.of() : keys(fingerprint, cursor));
    }

    /** The page made from one item more than {@link #limit()}, which shows whether there is a next one. */
    public <T> Page<T> page(List<T> items, Function<T, List<String>> keys) {
        boolean hasMore = items.size() > limit;
        return page(hasMore ? items.subList(0, limit) : items, hasMore, keys);
    }

    /** The page of exactly these items, with the next one after {@code keys}; null on the last page. */
    public <T> Page<T> pageUntil(List<T> items, @Nullable List<String> keys) {
        return new Page<>(items, keys == null ? null : cursor(keys));
    }

    /** The page of exactly these items. */
    public <T> Page<T> page(List<T> items, boolean hasMore, Function<T, List<String>> keys) {
        return new Page<>(items, hasMore ? cursor(keys.apply(items.get(items.size() - 1))) : null);
    }

    private String cursor(List<String> keys) {
        String text = list + SEPARATOR + String.join(SEPARATOR, keys);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> keys(String list, String cursor) {
        List<String> parts = List.of(decode(cursor).split(SEPARATOR, -1));
        if (parts.size() < 2
                || !parts.get(0).equals(list)
                || !parts.stream().allMatch(part -> part.codePoints().allMatch(Printable::isPrintable))) {
            throw invalidCursor();
        }
        return parts.subList(1, parts.size());
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
    }

    /** {@link #after()} of a list whose items are told apart by one id; empty for the first page. */
    public Optional<UUID> afterId() {
        try {
            return after.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(after.get(0)));
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
    }

    /** For those who find that the keys of a cursor are none of theirs. */
    public static ProblemException invalidCursor() {
        return new ProblemException(
                ProblemCode.INVALID_CURSOR,
                "The cursor was not given out for this list and these filters. Leave it out to begin anew.");
    }
}
