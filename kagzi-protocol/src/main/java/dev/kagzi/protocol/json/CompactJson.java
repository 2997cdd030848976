package dev.kagzi.protocol.json;

import java.util.Arrays;

/** Well-formed JSON without the white space between its tokens: two inputs are the same when these bytes are. */
public final class CompactJson {

    private CompactJson() {}

    /** The bytes without white space between tokens; the array itself when there is none. */
    public static byte[] of(byte[] json) {
        byte[] compact = new byte[json.length];
        int size = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte character = json[i];
            if (!inString && isWhiteSpace(character)) {
                continue;
            }
            compact[size++] = character;
            if (character == '"') {
                inString = !inString;
            } else if (inString && character == '\\' && i + 1 < json.length) {
                compact[size++] = json[++i];
            }
        }
        return size == json.length ? json : Arrays.copyOf(compact, size);
    }

    private static boolean isWhiteSpace(byte character) {
        return character == ' ' || character == '\t' || character == '\n' || character == '\r';
    }
}
