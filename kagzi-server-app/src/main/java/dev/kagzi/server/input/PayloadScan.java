package dev.kagzi.server.input;

import dev.kagzi.protocol.Payload;

/** One pass over the bytes of a well-formed payload: how deep it is, how long its numbers are, where its white space is. */
final class PayloadScan {

    private final byte[] compact;
    private int compactSize;
    private int depth;
    private int maxDepth;
    private int digits;
    private int maxDigits;
    private boolean inString;
    private boolean escaped;

    PayloadScan(Payload payload) {
        compact = new byte[payload.size()];
        for (byte character : payload.bytes()) {
            if (inString) {
                string(character);
            } else {
                outside(character);
            }
        }
    }

    int maxDepth() {
        return maxDepth;
    }

    /** Digits of the longest number, those of its exponent included. */
    int maxDigits() {
        return maxDigits;
    }

    /** The bytes without the white space between tokens, of which the first {@link #compactSize()} count. */
    byte[] compact() {
        return compact;
    }

    int compactSize() {
        return compactSize;
    }

    private void string(byte character) {
        keep(character);
        if (escaped) {
            escaped = false;
        } else if (character == '\\') {
            escaped = true;
        } else if (character == '"') {
            inString = false;
        }
    }

    private void outside(byte character) {
        switch (character) {
            case ' ', '\t', '\n', '\r' -> {
                digits = 0;
                return;
            }
            case '"' -> inString = true;
            case '[', '{' -> maxDepth = Math.max(maxDepth, ++depth);
            case ']', '}' -> depth--;
            default -> {}
        }
        countDigit(character);
        keep(character);
    }

    private void countDigit(byte character) {
        if (character >= '0' && character <= '9') {
            maxDigits = Math.max(maxDigits, ++digits);
        } else if (character != '.' && character != 'e' && character != 'E' && character != '+' && character != '-') {
            digits = 0;
        }
    }

    private void keep(byte character) {
        compact[compactSize++] = character;
    }
}
