package dev.kagzi.definition;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotation;

/**
 * What annotations of one kind set for one method, placeholders resolved. {@code -1}, {@code ""} and an empty list set
 * nothing.
 *
 * @param place the class and method, for messages
 * @param annotations the strongest first
 */
record Attributes(String place, List<MergedAnnotation<?>> annotations, UnaryOperator<String> placeholders) {

    String text(String attribute) {
        return annotations.stream()
                .map(annotation -> annotation.getString(attribute))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> read(attribute, text, placeholders))
                .orElse("");
    }

    List<String> texts(String attribute) {
        return annotations.stream()
                .map(annotation -> annotation.getStringArray(attribute))
                .filter(texts -> texts.length > 0)
                .findFirst()
                .map(texts -> Arrays.stream(texts)
                        .map(text -> read(attribute, text, placeholders))
                        .toList())
                .orElse(List.of());
    }

    @Nullable Integer number(String attribute) {
        return annotations.stream()
                .map(annotation -> annotation.getInt(attribute))
                .filter(number -> number != -1)
                .findFirst()
                .orElse(null);
    }

    /** At most one, in an attribute whose default is empty because an enum has no value for "inherit". */
    <E extends Enum<E>> @Nullable E choice(String attribute, Class<E> type) {
        E[] chosen = annotations.stream()
                .map(annotation -> annotation.getEnumArray(attribute, type))
                .filter(choices -> choices.length > 0)
                .findFirst()
                .orElse(null);
        if (chosen != null && chosen.length > 1) {
            throw new IllegalArgumentException(attribute + " is '" + Arrays.toString(chosen) + "'; it is one value");
        }
        return chosen == null ? null : chosen[0];
    }

    /** At most one, in an attribute whose default is empty because every number means something. */
    @Nullable Integer numberIfAny(String attribute) {
        int[] numbers = annotations.stream()
                .map(annotation -> annotation.getIntArray(attribute))
                .filter(given -> given.length > 0)
                .findFirst()
                .orElse(null);
        if (numbers != null && numbers.length > 1) {
            throw new IllegalArgumentException(attribute + " is '" + Arrays.toString(numbers) + "'; it is one value");
        }
        return numbers == null ? null : numbers[0];
    }

    @Nullable Duration duration(String attribute) {
        String text = text(attribute);
        return text.isEmpty() ? null : read(attribute, text, DurationText::parse);
    }

    boolean flag(String attribute) {
        return annotations.get(0).getBoolean(attribute);
    }

    RetryLayer retry() {
        return new RetryLayer(
                Source.annotation(kind(), place),
                checked(() -> new RetrySettings(
                        number("maxAttempts"),
                        duration("backoff"),
                        multiplier(),
                        duration("maxBackoff"),
                        null,
                        noRetryFor())));
    }

    /** Names the place where a value is out of bounds. */
    <T> T checked(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException ex) {
            throw invalid(String.valueOf(ex.getMessage()), ex);
        }
    }

    private @Nullable Double multiplier() {
        return annotations.stream()
                .map(annotation -> annotation.getDouble("multiplier"))
                .filter(number -> number != -1)
                .findFirst()
                .orElse(null);
    }

    private @Nullable List<Class<? extends Throwable>> noRetryFor() {
        return annotations.stream()
                .map(annotation -> annotation.getClassArray("noRetryFor"))
                .filter(types -> types.length > 0)
                .findFirst()
                .map(Attributes::throwables)
                .orElse(null);
    }

    private static List<Class<? extends Throwable>> throwables(Class<?>[] types) {
        return Arrays.stream(types)
                .<Class<? extends Throwable>>map(type -> type.asSubclass(Throwable.class))
                .toList();
    }

    private <T> T read(String attribute, String text, Function<String, T> reading) {
        try {
            return reading.apply(text);
        } catch (IllegalArgumentException ex) {
            throw invalid(attribute + " is '" + text + "': " + ex.getMessage(), ex);
        }
    }

    private InvalidDefinitionException invalid(String problem, Throwable cause) {
        return new InvalidDefinitionException(
                kind() + " on " + place + " is wrong: " + problem + ".", "Correct the attribute.", cause);
    }

    private String kind() {
        return "@" + annotations.get(0).getType().getSimpleName();
    }
}
