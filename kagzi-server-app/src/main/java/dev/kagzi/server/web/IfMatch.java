package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a request says it changes: the {@code ETag} of an answer in its header {@code If-Match}.
 *
 * @param header as it came, null when it is missing
 */
public record IfMatch(@Nullable String header) {

    private static final String ANY = "*";

    /** The ETag of a version, as it stands in headers. */
    public static String etag(long version) {
        return "\"" + version + "\"";
    }

    /**
     * Refuses a request that does not go back to this version.
     *
     * @throws ProblemException with {@link ProblemCode#PRECONDITION_REQUIRED} or {@link ProblemCode#PRECONDITION_FAILED}
     */
    public void require(long version) {
        if (header == null) {
            throw new ProblemException(
                    ProblemCode.PRECONDITION_REQUIRED,
                    "The header 'If-Match' is missing. Send the 'ETag' of the answer that the change goes back to; it is %s now."
                            .formatted(etag(version)));
        }
        if (Arrays.stream(header.split(",")).map(String::strip).noneMatch(tag -> names(tag, version))) {
            throw new ProblemException(
                    ProblemCode.PRECONDITION_FAILED,
                    "The header 'If-Match' is '%s', and it is %s now: it has been changed since. Read it again, and send its new 'ETag'."
                            .formatted(Printable.excerpt(header), etag(version)));
        }
    }

    /**
     * Refuses a request that says that it goes back to another version; one that says nothing changes whatever there is.
     *
     * @throws ProblemException with {@link ProblemCode#PRECONDITION_FAILED}
     */
    public void requireIfGiven(long version) {
        if (header != null) {
            require(version);
        }
    }

    private static boolean names(String tag, long version) {
        return tag.equals(ANY) || tag.equals(etag(version));
    }
}
