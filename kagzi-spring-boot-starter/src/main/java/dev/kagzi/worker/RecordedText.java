package dev.kagzi.worker;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.StepKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exceptions as they are recorded: of bounded length, and made of characters every database can keep. */
final class RecordedText {

    private static final int MAX_MESSAGE = 8 * 1024;
    private static final int MAX_STACK = 16 * 1024;
    private static final int MAX_TYPES = 50;
    private static final char REPLACEMENT = '\uFFFD';

    private RecordedText() {}

    static Failure failure(Throwable thrown) {
        return failure(thrown, List.of());
    }

    /** @param steps the steps that failed the run, if any did */
    static Failure failure(Throwable thrown, List<String> steps) {
        return new Failure(
                thrown.getClass().getName(),
                message(thrown),
                types(thrown),
                steps.isEmpty() ? null : steps.get(0),
                steps.size() < 2 ? null : steps.subList(1, steps.size()),
                stack(thrown));
    }

    /** As {@link #failure(Throwable, List)}, with a message that says more than that of the exception. */
    static Failure failure(Throwable thrown, String message, StepKey step) {
        return new Failure(thrown.getClass().getName(), message, types(thrown), step.toString(), null, stack(thrown));
    }

    static String bounded(String text, int max) {
        if (text.length() <= max) {
            return clean(text);
        }
        return clean(text.substring(0, max)) + " … (" + text.length() + " characters)";
    }

    private static @Nullable String message(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null ? null : bounded(message, MAX_MESSAGE);
        } catch (RuntimeException | Error e) {
            return "(getMessage() threw " + e.getClass().getName() + ")";
        }
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        try {
            thrown.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException | Error e) {
            text.append("(printStackTrace() threw ")
                    .append(e.getClass().getName())
                    .append(')');
        }
        return bounded(text.toString(), MAX_STACK);
    }

    private static List<String> types(Throwable thrown) {
        List<String> types = new ArrayList<>();
        for (Class<?> type = thrown.getClass(); type != Object.class && types.size() < MAX_TYPES; ) {
            types.add(type.getName());
            type = type.getSuperclass();
        }
        return types;
    }

    /** NUL and halves of characters have no place in a database's text. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? REPLACEMENT : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
