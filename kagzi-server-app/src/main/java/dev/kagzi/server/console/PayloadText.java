package dev.kagzi.server.console;

import dev.kagzi.protocol.Payload;
import dev.kagzi.server.problem.Printable;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A payload as text for people, and never as markup. JSON is broken into lines and otherwise left as it is, to the last digit; what
 * cannot be seen, or turns around what can, stands there as its escape.
 *
 * @param isCut whether it is the beginning of a longer one
 */
public record PayloadText(String text, int bytes, @Nullable String encoding, boolean isCut) {

    static final int LONGEST = 64 * 1024;
    private static final int SHOWN_BYTES = 512;
    private static final String INDENT = "  ";

    /** Null for none. */
    static @Nullable PayloadText of(@Nullable Payload payload) {
        return payload == null
                ? null
                : payload.isEncoded() ? encoded(payload) : json(payload.toString(), payload.size());
    }

    private static PayloadText encoded(Payload payload) {
        byte[] bytes = payload.bytes();
        int shown = Math.min(bytes.length, SHOWN_BYTES);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < shown; line += 16) {
            int end = Math.min(line + 16, shown);
            text.append(HexFormat.ofDelimiter(" ").formatHex(bytes, line, end)).append('\n');
        }
        return new PayloadText(text.toString(), bytes.length, payload.encoding(), bytes.length > SHOWN_BYTES);
    }

    private static PayloadText json(String json, int bytes) {
        String laidOut = laidOut(json);
        boolean isCut = laidOut.length() > LONGEST;
        return new PayloadText(visible(isCut ? laidOut.substring(0, LONGEST) : laidOut), bytes, null, isCut);
    }

    private static String laidOut(String json) {
        StringBuilder out = new StringBuilder(json.length() + 64);
        int depth = 0;
        boolean inString = false;
        for (int at = 0; at < json.length() && out.length() <= LONGEST; at++) {
            char c = json.charAt(at);
            if (inString) {
                out.append(c);
                if (c == '\\' && at + 1 < json.length()) {
                    out.append(json.charAt(++at));
                } else if (c == '"') {
                    inString = false;
                }
            } else if (c == '"') {
                inString = true;
                out.append(c);
            } else if (c == '{' || c == '[') {
                int next = next(json, at + 1);
                if (next < json.length() && (json.charAt(next) == '}' || json.charAt(next) == ']')) {
                    out.append(c).append(json.charAt(next));
                    at = next;
                } else {
                    newLine(out.append(c), ++depth);
                }
            } else if (c == '}' || c == ']') {
                newLine(out, --depth);
                out.append(c);
            } else if (c == ',') {
                newLine(out.append(c), depth);
            } else if (c == ':') {
                out.append(": ");
            } else if (!isSpace(c)) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int next(String json, int from) {
        int at = from;
        while (at < json.length() && isSpace(json.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private static void newLine(StringBuilder out, int depth) {
        // A text that is nested five hundred times stays on the page.
        out.append('\n').append(INDENT.repeat(Math.max(0, Math.min(depth, 40))));
    }

    /** Text of any kind, with what cannot be seen as its escape; lines stay lines. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            boolean isSeen = character == '\n'
                    || character == '\t'
                    || Printable.isPrintable(character) && Character.getType(character) != Character.FORMAT;
            if (isSeen) {
                out.appendCodePoint(character);
            } else if (Character.isBmpCodePoint(character)) {
                out.append("\\u%04x".formatted(character));
            } else {
                out.append("\\u%04x\\u%04x"
                        .formatted((int) Character.highSurrogate(character), (int) Character.lowSurrogate(character)));
            }
        });
        return out.toString();
    }
}
