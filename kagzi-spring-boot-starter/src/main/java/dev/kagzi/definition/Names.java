package dev.kagzi.definition;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of workflows, steps, sleeps and tags, as people read them in lists and addresses. */
public final class Names {

    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_");

    private static final Pattern NOT_IN_ADDRESSES = Pattern.compile("[/\\\\]|^\\.\\.?$");

    private Names() {}

    /** {@code mailShipped} becomes {@code mail-shipped}, {@code readURLNow} becomes {@code read-url-now}. */
    static String kebab(String camelCase) {
        return WORD_START.matcher(camelCase).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses what the server would refuse at the first run.
     *
     * @throws IllegalArgumentException when the name is empty, or has control characters, halves of characters or space around it
     */
    public static String checked(String name) {
        if (name.isBlank() || !name.equals(name.strip()) || name.codePoints().anyMatch(Names::isUnreadable)) {
            throw new IllegalArgumentException(
                    "name is '" + name + "'; it is not empty and has neither control characters nor space around it");
        }
        return name;
    }

    /**
     * The same for the name of a workflow, which stands in addresses as well.
     *
     * @throws IllegalArgumentException when it is no name, or one that an address cannot carry
     */
    static String checkedWorkflow(String name) {
        if (NOT_IN_ADDRESSES.matcher(checked(name)).find()) {
            throw new IllegalArgumentException(
                    "name is '" + name
                            + "'; the name of a workflow stands in addresses: it is more than '.' or '..', and has neither '/' nor '\\'");
        }
        return name;
    }

    private static boolean isUnreadable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    static String ofWorkflowClass(Class<?> type) {
        String name = type.getSimpleName();
        String suffix = "Workflow";
        boolean more = name.endsWith(suffix) && name.length() > suffix.length();
        return kebab(more ? name.substring(0, name.length() - suffix.length()) : name);
    }
}
