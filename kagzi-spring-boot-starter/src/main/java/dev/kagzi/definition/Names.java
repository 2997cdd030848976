package dev.kagzi.definition;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names as people read them in lists and addresses. */
final class Names {

    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_");

    private Names() {}

    /** {@code mailShipped} becomes {@code mail-shipped}, {@code readURLNow} becomes {@code read-url-now}. */
    static String kebab(String camelCase) {
        return WORD_START.matcher(camelCase).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    static String ofWorkflowClass(Class<?> type) {
        String name = type.getSimpleName();
        String suffix = "Workflow";
        boolean more = name.endsWith(suffix) && name.length() > suffix.length();
        return kebab(more ? name.substring(0, name.length() - suffix.length()) : name);
    }
}
