package dev.kagzi.definition;

/**
 * An effective value and where it comes from.
 *
 * @param value the value
 * @param source the property or annotation that set it, or {@code built-in}
 */
public record Setting<T>(T value, String source) {

    @Override
    public String toString() {
        return value + " (" + source + ")";
    }
}
