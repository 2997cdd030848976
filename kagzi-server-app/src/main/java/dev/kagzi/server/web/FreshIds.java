package dev.kagzi.server.web;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes the ids of what one request creates. For a request with an {@code Idempotency-Key} they are the same at every try, so that a
 * try finds what one before it has made.
 */
public final class FreshIds {

    static final String ATTRIBUTE = FreshIds.class.getName();

    /** An odd number with its bits well spread: ids in a row differ in many places. */
    private static final long STEP = 0x1E3779B97F4A7C15L;

    /** The two bits that say what kind of id it is. */
    private static final long VARIANT = 0xC000000000000000L;

    private final @Nullable UUID first;
    private long made;
    private boolean expectsRepeat;

    private FreshIds(@Nullable UUID first) {
        this.first = first;
    }

    /** Ids that nobody has seen. */
    public static FreshIds random() {
        return new FreshIds(null);
    }

    /** Ids that follow from this one, which is the first of them. */
    static FreshIds from(UUID first) {
        return new FreshIds(first);
    }

    /** The next id, a UUIDv7. */
    public UUID next() {
        if (first == null) {
            return UuidCreator.getTimeOrderedEpoch();
        }
        long low = first.getLeastSignificantBits();
        long mixed = (low + STEP * made++) & ~VARIANT;
        return new UUID(first.getMostSignificantBits(), low & VARIANT | mixed);
    }

    /** The answer will not be the last word: a repeat is not given it once more, but executed, with the same ids. */
    public void expectRepeat() {
        expectsRepeat = true;
    }

    boolean expectsRepeat() {
        return expectsRepeat;
    }
}
