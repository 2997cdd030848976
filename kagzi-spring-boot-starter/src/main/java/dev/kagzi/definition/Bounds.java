package dev.kagzi.definition;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a set value must satisfy; {@code null} is not set and always fine. */
final class Bounds {

    private Bounds() {}

    static void atLeastOne(String attribute, @Nullable Integer value) {
        check(value == null || value >= 1, attribute, value, "it is at least 1");
    }

    static void between(String attribute, int least, int most, @Nullable Integer value) {
        check(
                value == null || value >= least && value <= most,
                attribute,
                value,
                "it is between " + least + " and " + most);
    }

    static void notNegative(String attribute, @Nullable Duration value) {
        check(value == null || !value.isNegative(), attribute, value, "it is not negative");
    }

    static void positive(String attribute, @Nullable Duration value) {
        check(value == null || value.compareTo(Duration.ZERO) > 0, attribute, value, "it is longer than zero");
    }

    static void factor(String attribute, @Nullable Double value) {
        check(
                value == null || value >= 1 && Double.isFinite(value),
                attribute,
                value,
                "it is at least 1 (1 is a fixed interval)");
    }

    static void fraction(String attribute, @Nullable Double value) {
        check(value == null || value >= 0 && value <= 1, attribute, value, "it is between 0 and 1");
    }

    static void atMost(int most, String attribute, List<?> value) {
        check(value.size() <= most, attribute, value.size() + " entries", "there are at most " + most);
    }

    /** A list that was bound from text can hold any class, whatever its type says. */
    static void throwables(String attribute, @Nullable List<? extends Class<?>> value) {
        if (value != null) {
            for (Class<?> type : value) {
                check(Throwable.class.isAssignableFrom(type), attribute, type.getName(), "it names exception classes");
            }
        }
    }

    private static void check(boolean holds, String attribute, @Nullable Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(attribute + " is '" + value + "'; " + rule);
        }
    }
}
