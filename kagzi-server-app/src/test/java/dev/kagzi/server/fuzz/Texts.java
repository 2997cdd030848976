package dev.kagzi.server.fuzz;

import java.util.List;
import java.util.Random;

/** Texts and values that have broken servers before, and any others. */
final class Texts {

    private static final int LAST_OF_BMP = 0xFFFF;

    /** As JSON. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "-0.0",
            "1.5",
            "1e400",
            "2147483648",
            "-9223372036854775809",
            "99999999999999999999999999",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u202e\\u200b\\ufeff\"",
            "\"a\\r\\nSet-Cookie: a=b\"",
            "\"'; DROP TABLE kagzi.run; --\"",
            "\"../../etc/passwd\"",
            "\"<script>alert(1)</script>\"",
            "\"${jndi:ldap://127.0.0.1/a}\"",
            "\"#{T(java.lang.Runtime)}\"",
            "\"%s%n%x\"",
            "\"-5s\"",
            "\"PT-5S\"",
            "\"PT0.01S\"",
            "\"9999999999999d\"",
            "\"P1Y\"",
            "\"2026-13-45T00:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"-999999999-01-01T00:00:00Z\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"",
            "\"UNKNOWN\"",
            "\"* * * * *\"",
            "\"0 0 31 2 *\"",
            "\"Europe/Nowhere\"",
            "[]",
            "{}",
            "[null]",
            "{\"\":{}}",
            "{\"encoding\":\"x\",\"data\":\"!\"}",
            "[".repeat(600) + "]".repeat(600),
            "{\"a\":".repeat(600) + "1" + "}".repeat(600),
            "9".repeat(20_000),
            "\"" + "a".repeat(300) + "\"",
            "\"" + "\\ud83d\\ude00".repeat(200) + "\"",
            "[" + "0,".repeat(1_000) + "0]");

    private Texts() {}

    /** A value as JSON. */
    static String value(Random random) {
        return random.nextInt(4) == 0 ? quoted(any(random)) : VALUES.get(random.nextInt(VALUES.size()));
    }

    /** Some characters of the basic plane, any of them. */
    static String any(Random random) {
        return random.ints(1 + random.nextInt(40), 0, LAST_OF_BMP + 1)
                .collect(StringBuilder::new, (text, character) -> text.append((char) character), StringBuilder::append)
                .toString();
    }

    /** These characters of the basic plane, in their order. */
    static String range(int first, int count) {
        StringBuilder text = new StringBuilder();
        for (int character = first; character < Math.min(first + count, LAST_OF_BMP + 1); character++) {
            text.append((char) character);
        }
        return text.toString();
    }

    /** As JSON, all of it escaped. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(character -> json.append("\\u%04x".formatted(character)));
        return json.append('"').toString();
    }
}
