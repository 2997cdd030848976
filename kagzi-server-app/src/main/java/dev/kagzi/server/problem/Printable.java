package dev.kagzi.server.problem;

/** Makes text from outside fit for answers and logs: control characters and lone surrogates show as their escapes. */
public final class Printable {

    private static final int LONGEST = 200;

    private Printable() {}

    /** The text with what cannot be printed escaped as in {@code \}{@code u0000}. */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (isPrintable(character)) {
                printable.appendCodePoint(character);
            } else {
                printable.append("\\u%04x".formatted(character));
            }
        });
        return printable.toString();
    }

    /** The same, cut when it is long: for values that are shown back to their sender. */
    public static String excerpt(String text) {
        return text.length() <= LONGEST ? of(text) : of(text.substring(0, LONGEST)) + "…";
    }

    /** Whether this code point is neither a control character nor half of a pair. */
    public static boolean isPrintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
