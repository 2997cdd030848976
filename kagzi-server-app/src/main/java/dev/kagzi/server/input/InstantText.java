package dev.kagzi.server.input;

import com.ethlo.time.ITU;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Instants as callers write them: ISO-8601 with a zone offset. */
public final class InstantText {

    /** What an instant has to be, to complete the sentence "has to be …". */
    public static final String EXPECTED =
            "an ISO-8601 instant between the years 1 and 9999, such as '2026-01-31T12:00:00Z'";

    private InstantText() {}

    /**
     * Reads an instant.
     *
     * @throws IllegalArgumentException when it is none, or one the database cannot keep
     */
    public static Instant parse(String text) {
        try {
            OffsetDateTime instant = isAsUsual(text) ? ITU.parseDateTime(text) : OffsetDateTime.parse(text);
            if (instant.getYear() >= 1 && instant.getYear() <= 9999) {
                return instant.toInstant();
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has to be " + EXPECTED, e);
        }
        throw new IllegalArgumentException("has to be " + EXPECTED);
    }

    /** As workers write them with each report. The other way reads more forms, and takes six times as long. */
    private static boolean isAsUsual(String text) {
        return text.length() >= "2026-01-31T12:00:00Z".length() && text.charAt(10) == 'T' && text.endsWith("Z");
    }
}
