package dev.kagzi.server.input;

import dev.kagzi.server.problem.Printable;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a text may be: not empty, of limited length, without control characters and lone surrogates. */
public enum TextRule {
    /** Name of a workflow or a step. */
    NAME(200),
    /** An idempotency key. */
    ID(255),
    TAG_KEY(100),
    TAG_VALUE(500),
    REASON(1_000),
    /** A name or a version that is only shown: of an application, a host, a person's choice for a namespace. */
    LABEL(255),
    DESCRIPTION(1_000),
    /** Name of what a codec made of a payload. */
    ENCODING(
            100,
            "[A-Za-z0-9][A-Za-z0-9._:/+-]*",
            "only letters, digits and '.', '_', ':', '/', '+', '-' after the first character"),
    /** A cron expression; what it says is read elsewhere. */
    CRON(500),
    /** Name of a schedule: a part of its address. */
    SCHEDULE(
            200,
            "(?!(\\.{1,2}|preview)$)[^/\\\\]+",
            "neither a slash nor a backslash, and must not be '.', '..' or 'preview'"),
    /** SHA-256 in hexadecimal. */
    HASH(64, "[0-9A-Fa-f]{64}", "64 hexadecimal digits"),
    NAMESPACE(63, "[a-z0-9]+(-+[a-z0-9]+)*", "only lowercase letters, digits and hyphens between them");

    private final int maxLength;
    private final @Nullable Pattern pattern;
    private final String patternInWords;

    TextRule(int maxLength) {
        this.maxLength = maxLength;
        this.pattern = null;
        this.patternInWords = "";
    }

    TextRule(int maxLength, String pattern, String patternInWords) {
        this.maxLength = maxLength;
        this.pattern = Pattern.compile(pattern);
        this.patternInWords = patternInWords;
    }

    /** Most characters the text may have. */
    public int maxLength() {
        return maxLength;
    }

    /** What is wrong with the text, to complete the sentence "it …". */
    public Optional<String> violation(String text) {
        if (text.isBlank()) {
            return Optional.of("must not be empty");
        }
        if (text.length() > maxLength) {
            return Optional.of("has %d characters, at most %d are allowed".formatted(text.length(), maxLength));
        }
        if (!text.codePoints().allMatch(Printable::isPrintable)) {
            return Optional.of("must not hold control characters or lone surrogates");
        }
        return pattern == null || pattern.matcher(text).matches()
                ? Optional.empty()
                : Optional.of("must hold " + patternInWords);
    }
}
