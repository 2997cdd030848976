package dev.kagzi.server.input;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, so that one answer names all of it. */
public final class Violations {

    private static final int MAX_TAGS = 50;
    /** Branch and name stand in indexes, of which one row has room for 2,700 bytes. */
    private static final int MAX_BRANCH_BYTES = 2_000;

    private final List<FieldError> errors = new ArrayList<>();

    /** Part of a JSON pointer as it is written between two slashes. */
    public static String segment(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** Notes one violation; the detail completes the sentence "it …". */
    public Violations add(String pointer, String detail) {
        errors.add(new FieldError(pointer, detail));
        return this;
    }

    /** Notes a violation unless the condition holds. */
    public Violations require(boolean condition, String pointer, String detail) {
        return condition ? this : add(pointer, detail);
    }

    /** A text that may be absent. */
    public Violations text(String pointer, @Nullable String text, TextRule rule) {
        if (text != null) {
            rule.violation(text).ifPresent(detail -> add(pointer, detail));
        }
        return this;
    }

    /** Tags or labels, which may be absent. */
    public Violations tags(String pointer, @Nullable Map<String, @Nullable String> tags) {
        if (tags == null) {
            return this;
        }
        require(
                tags.size() <= MAX_TAGS,
                pointer,
                "has %d entries, at most %d are allowed".formatted(tags.size(), MAX_TAGS));
        tags.entrySet().stream().limit(MAX_TAGS).forEach(tag -> tag(pointer, tag.getKey(), tag.getValue()));
        return this;
    }

    private void tag(String pointer, String key, @Nullable String value) {
        String entry = pointer + "/" + segment(Printable.excerpt(key));
        TextRule.TAG_KEY.violation(key).ifPresent(detail -> add(entry, "its name " + detail));
        if (value == null) {
            add(entry, "must not be null");
        } else if (!value.isEmpty()) {
            text(entry, value, TextRule.TAG_VALUE);
        }
    }

    /** What the limits of a run go by, which is said where its input cannot be read and nowhere else; an empty one is one too. */
    public Violations limitKey(String pointer, @Nullable String key, @Nullable Payload input) {
        return text(pointer, key == null || key.isEmpty() ? null : key, TextRule.LABEL)
                .require(
                        key == null || input != null && input.isEncoded(),
                        pointer,
                        "goes with an encoded input: of any other the server reads it");
    }

    /** The key of a step. */
    public Violations stepKey(String pointer, StepKey key) {
        String branch = key.branch();
        return text(pointer + "/name", key.name(), TextRule.NAME)
                .require(key.occurrence() >= 1, pointer + "/occurrence", "is at least 1")
                .require(
                        branch == null
                                || !branch.isEmpty()
                                        && branch.getBytes(StandardCharsets.UTF_8).length <= MAX_BRANCH_BYTES
                                        && branch.codePoints().allMatch(Printable::isPrintable),
                        pointer + "/branch",
                        "has to be absent at the top, and otherwise printable characters of 1 to " + MAX_BRANCH_BYTES
                                + " bytes in all (UTF-8)");
    }

    /** What was found so far. */
    public List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /**
     * Refuses the request when something was found.
     *
     * @throws ProblemException with {@link ProblemCode#VALIDATION_FAILED}
     */
    public void throwIfAny() {
        problem().ifPresent(problem -> {
            throw problem;
        });
    }

    /** The problem that names everything that was found, if anything was. */
    public Optional<ProblemException> problem() {
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        FieldError first = errors.get(0);
        String rest = errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1);
        return Optional.of(new ProblemException(
                ProblemCode.VALIDATION_FAILED, "'%s' %s%s.".formatted(first.pointer(), first.detail(), rest), errors));
    }
}
