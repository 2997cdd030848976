package dev.kagzi.definition;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of workflows, steps, sleeps and tags, as people read them in lists and addresses. */
public final class Names {

    /** What the server stores. */
    private static final int LONGEST = 200;

    private static final int EXCERPT = 50;

    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_");

    private Names() {}

    /** {@code mailShipped} becomes {@code mail-shipped}, {@code readURLNow} becomes {@code read-url-now}. */
    static String kebab(String camelCase) {
        return WORD_START.matcher(camelCase).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses what the server would refuse at the first run.
     *
     * @throws IllegalArgumentException when the name is empty, longer than 200 characters, or has control characters, line
     *     separators, halves of characters or space around it
     */
    public static String checked(String name) {
        return checked("name", name);
    }

    /** As {@link #checked(String)}, for a name that is called otherwise. */
    public static String checked(String attribute, String name) {
        if (name.length() > LONGEST) {
            throw new IllegalArgumentException(attribute + " is '" + name.substring(0, EXCERPT) + "…' with "
                    + name.length() + " characters; it has at most " + LONGEST);
        }
        if (name.isBlank() || !name.equals(name.strip()) || name.codePoints().anyMatch(Names::isUnreadable)) {
            throw new IllegalArgumentException(attribute + " is '" + name
                    + "'; it is not empty and has neither control characters nor space around it");
        }
        return name;
    }

    /**
     * Refuses what the server would refuse as the key of an event.
     *
     * @throws IllegalArgumentException when the key is empty, or has a NUL or halves of characters
     */
    public static String checkedKey(String key) {
        if (key.isEmpty() || key.codePoints().anyMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException("key is '" + key
                    + "'; it is not empty and has neither NUL nor halves of characters. Without a key it is null");
        }
        return key;
    }

    private static boolean isUnreadable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    static String ofWorkflowClass(Class<?> type) {
        String name = type.getSimpleName();
        String suffix = "Workflow";
        boolean more = name.endsWith(suffix) && name.length() > suffix.length();
        return kebab(more ? name.substring(0, name.length() - suffix.length()) : name);
    }
}
