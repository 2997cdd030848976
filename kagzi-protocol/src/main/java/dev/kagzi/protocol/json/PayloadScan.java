package dev.kagzi.protocol.json;

import dev.kagzi.protocol.Payload;

/** One pass over the bytes of a well-formed payload: how deep it is, how long its numbers are. */
public final class PayloadScan {

    private int depth;
    private int maxDepth;
    private int digits;
    private int maxDigits;
    private boolean inString;
    private boolean escaped;

    public PayloadScan(Payload payload) {
        for (byte character : payload.bytes()) {
            if (inString) {
                string(character);
            } else {
                outside(character);
            }
        }
    }

    /** Arrays and objects within each other at most. */
    public int maxDepth() {
        return maxDepth;
    }

    /** Digits of the longest number, those of its exponent included. */
    public int maxDigits() {
        return maxDigits;
    }

    private void string(byte character) {
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
    }

    private void countDigit(byte character) {
        if (character >= '0' && character <= '9') {
            maxDigits = Math.max(maxDigits, ++digits);
        } else if (character != '.' && character != 'e' && character != 'E' && character != '+' && character != '-') {
            digits = 0;
        }
    }
}
