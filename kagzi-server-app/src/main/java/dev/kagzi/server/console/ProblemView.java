package dev.kagzi.server.console;

import dev.kagzi.protocol.Problem;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.server.problem.ProblemException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A problem with all that pages show of it.
 *
 * @param detail of the whole
 * @param errors what is wrong with which part; none where that is no matter of parts
 */
public record ProblemView(String title, String detail, String code, List<FieldError> errors) {

    static ProblemView of(ProblemException failure) {
        Problem problem = failure.problem();
        return new ProblemView(
                problem.title(),
                String.valueOf(problem.detail()),
                problem.code(),
                problem.errors() == null ? List.of() : problem.errors());
    }

    /** What is wrong with this field, as a sentence; null when nothing is. */
    public @Nullable String field(String name) {
        String sentences = errors.stream()
                .filter(error -> fieldOf(error).equals(name))
                .map(error -> sentence(error, name))
                .collect(Collectors.joining(" "));
        return sentences.isEmpty() ? null : sentences;
    }

    /** The name of the field that an error is about. */
    public String fieldOf(FieldError error) {
        String pointer = error.pointer().startsWith("/") ? error.pointer().substring(1) : error.pointer();
        int slash = pointer.indexOf('/');
        return slash < 0 ? pointer : pointer.substring(0, slash);
    }

    /** As in {@code It has to be …}; what is wrong with one part of the field names that part. */
    private static String sentence(FieldError error, String name) {
        String part =
                error.pointer().length() > name.length() + 2 ? error.pointer().substring(name.length() + 2) : "";
        return subject(part) + " " + error.detail() + ".";
    }

    private static String subject(String part) {
        if (part.isEmpty()) {
            return "It";
        }
        return part.matches("\\d{1,9}") ? "Number " + (Integer.parseInt(part) + 1) : "'" + part + "'";
    }
}
