package dev.kagzi.server.run;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a new run belongs to.
 *
 * @param traceparent the caller's span, as W3C Trace Context writes it
 * @param ofRun a run whose trace it is, absent for a run with one of its own
 */
public record Trace(@Nullable String traceparent, @Nullable UUID ofRun) {

    /** The header of requests. */
    public static final String HEADER = "traceparent";

    static final Trace NONE = new Trace(null, null);

    /** What later versions of the header add is left out, as the standard has it for those who do not know them. */
    private static final Pattern KNOWN_PART =
            Pattern.compile("(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(-.*)?");

    /** @param header what does not keep to the standard counts as absent, as the standard has it */
    public static Trace ofRequest(@Nullable String header) {
        Matcher matcher = KNOWN_PART.matcher(header == null ? "" : header);
        if (!matcher.matches() || matcher.group(3) != null && matcher.group(1).equals("00")) {
            return NONE;
        }
        return new Trace("00-" + matcher.group(2), null);
    }

    public static Trace ofRun(UUID runId) {
        return new Trace(null, runId);
    }
}
