package dev.kagzi.test.server;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.json.PayloadScan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request. */
final class Checks {

    static final int NAME = 200;
    static final int ID = 255;
    static final int REASON = 1_000;
    static final int LABEL = 255;

    private static final int TAGS = 50;
    private static final int TAG_NAME = 100;
    private static final int TAG_VALUE = 500;
    private static final int BRANCH_BYTES = 2_000;
    private static final int DEPTH = 500;
    private static final int DIGITS = 10_000;
    private static final Pattern ADDRESSABLE = Pattern.compile("(?!\\.\\.?$)[^/\\\\]+");
    private static final Pattern HASH = Pattern.compile("[0-9A-Fa-f]{64}");

    private final List<FieldError> errors = new ArrayList<>();

    Checks require(boolean holds, String pointer, String detail) {
        if (!holds) {
            errors.add(new FieldError(pointer, detail));
        }
        return this;
    }

    /** A text that may be absent. */
    Checks text(String pointer, @Nullable String text, int maxLength) {
        return text == null
                ? this
                : require(
                        !text.isBlank()
                                && text.length() <= maxLength
                                && text.codePoints().allMatch(Checks::isPrintable),
                        pointer,
                        "has to be from 1 to " + maxLength + " printable characters");
    }

    /** A name that stands in addresses. */
    Checks addressable(String pointer, String text) {
        return text(pointer, text, NAME)
                .require(ADDRESSABLE.matcher(text).matches(), pointer, "must not hold slashes, nor be '.' or '..'");
    }

    Checks hash(String pointer, @Nullable String hash, @Nullable Payload input) {
        return require(hash == null || HASH.matcher(hash).matches(), pointer, "must hold 64 hexadecimal digits")
                .require(
                        hash != null || input == null || !input.isEncoded(),
                        pointer,
                        "is required with an encoded input");
    }

    /** What limits go by, beside an encoded input and nowhere else. */
    Checks limitKey(String pointer, @Nullable String key, @Nullable Payload input) {
        return text(pointer, key == null || key.isEmpty() ? null : key, LABEL)
                .require(key == null || input != null && input.isEncoded(), pointer, "goes with an encoded input");
    }

    Checks tags(String pointer, @Nullable Map<String, String> tags) {
        if (tags == null) {
            return this;
        }
        require(tags.size() <= TAGS, pointer, "has more than " + TAGS + " entries");
        tags.forEach((name, value) -> {
            text(pointer + "/" + name, name, TAG_NAME);
            text(pointer + "/" + name, value.isEmpty() ? null : value, TAG_VALUE);
        });
        return this;
    }

    Checks stepKey(String pointer, StepKey key) {
        String branch = key.branch();
        return text(pointer + "/name", key.name(), NAME)
                .require(key.occurrence() >= 1, pointer + "/occurrence", "is at least 1")
                .require(
                        branch == null
                                || !branch.isEmpty()
                                        && branch.getBytes(StandardCharsets.UTF_8).length <= BRANCH_BYTES
                                        && branch.codePoints().allMatch(Checks::isPrintable),
                        pointer + "/branch",
                        "has to be absent at the top, and at most " + BRANCH_BYTES + " bytes");
    }

    private static boolean isPrintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    void done() {
        if (!errors.isEmpty()) {
            FieldError first = errors.get(0);
            throw new RefusedException(
                    ProblemCode.VALIDATION_FAILED, "'%s' %s.".formatted(first.pointer(), first.detail()), errors());
        }
    }

    /** Why the server does not take this payload. */
    static Optional<RefusedException> payload(String pointer, @Nullable Payload payload, ServerSettings settings) {
        if (payload == null) {
            return Optional.empty();
        } else if (payload.size() > settings.maxPayload()) {
            return Optional.of(refused(
                    ProblemCode.PAYLOAD_TOO_LARGE,
                    pointer,
                    "has %d bytes, at most %d are allowed ('kagzi.server.max-payload')"
                            .formatted(payload.size(), settings.maxPayload())));
        }
        return payload.isEncoded() ? Optional.empty() : tooComplex(pointer, new PayloadScan(payload));
    }

    private static Optional<RefusedException> tooComplex(String pointer, PayloadScan scan) {
        if (scan.maxDepth() > DEPTH) {
            return Optional.of(refused(
                    ProblemCode.PAYLOAD_TOO_COMPLEX, pointer, "is nested more than %d levels deep".formatted(DEPTH)));
        } else if (scan.maxDigits() > DIGITS) {
            return Optional.of(refused(
                    ProblemCode.PAYLOAD_TOO_COMPLEX,
                    pointer,
                    "holds a number of more than %d digits".formatted(DIGITS)));
        }
        return Optional.empty();
    }

    private static RefusedException refused(ProblemCode code, String pointer, String detail) {
        return new RefusedException(
                code, "'%s' %s.".formatted(pointer, detail), List.of(new FieldError(pointer, detail)));
    }

    static void requirePayload(String pointer, @Nullable Payload payload, ServerSettings settings) {
        payload(pointer, payload, settings).ifPresent(refusal -> {
            throw refusal;
        });
    }
}
