package dev.kagzi.server.input;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.json.CompactJson;
import dev.kagzi.protocol.json.PayloadScan;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.settings.ServerSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the server accepts as a payload, and when two of them are the same. It never looks at what they mean. */
@Component
public final class PayloadRules {

    private static final int MAX_DEPTH = 500;
    private static final int MAX_DIGITS = 10_000;

    private final int maxSize;

    PayloadRules(ServerSettings settings) {
        this.maxSize = Math.toIntExact(settings.maxPayload().toBytes());
    }

    /**
     * Refuses a payload that is too large, too deep or holds too long a number.
     *
     * @param pointer where it stands in the request
     * @throws ProblemException with {@link ProblemCode#PAYLOAD_TOO_LARGE} or {@link ProblemCode#PAYLOAD_TOO_COMPLEX}
     */
    public void check(String pointer, @Nullable Payload payload) {
        violation(pointer, payload).ifPresent(problem -> {
            throw problem;
        });
    }

    /** The problem with a payload, for those who refuse one of many. */
    public Optional<ProblemException> violation(String pointer, @Nullable Payload payload) {
        if (payload == null) {
            return Optional.empty();
        }
        return payload.isEncoded() ? ofEncoded(pointer + "Encoded", payload) : ofPlain(pointer, payload);
    }

    /** What is inside is for those who can read it. */
    private Optional<ProblemException> ofEncoded(String pointer, Payload payload) {
        Violations violations = new Violations().text(pointer + "/encoding", payload.encoding(), TextRule.ENCODING);
        return violations.problem().or(() -> tooLarge(pointer, payload));
    }

    private Optional<ProblemException> tooLarge(String pointer, Payload payload) {
        return payload.size() <= maxSize
                ? Optional.empty()
                : refused(
                        ProblemCode.PAYLOAD_TOO_LARGE,
                        pointer,
                        "has %d bytes, at most %d are allowed ('kagzi.server.max-payload')"
                                .formatted(payload.size(), maxSize));
    }

    private Optional<ProblemException> ofPlain(String pointer, Payload payload) {
        if (payload.size() > maxSize) {
            return tooLarge(pointer, payload);
        }
        PayloadScan scan = new PayloadScan(payload);
        if (scan.maxDepth() > MAX_DEPTH) {
            return refused(
                    ProblemCode.PAYLOAD_TOO_COMPLEX,
                    pointer,
                    "is nested %d levels deep, at most %d are allowed".formatted(scan.maxDepth(), MAX_DEPTH));
        }
        if (scan.maxDigits() > MAX_DIGITS) {
            return refused(
                    ProblemCode.PAYLOAD_TOO_COMPLEX,
                    pointer,
                    "holds a number of %d digits, at most %d are allowed".formatted(scan.maxDigits(), MAX_DIGITS));
        }
        return Optional.empty();
    }

    private static Optional<ProblemException> refused(ProblemCode code, String pointer, String detail) {
        return Optional.of(new ProblemException(
                code, "'%s' %s.".formatted(pointer, detail), List.of(new FieldError(pointer, detail))));
    }

    /** SHA-256 of the bytes outside white space: payloads with the same one are the same. An absent one is like no bytes. */
    public static byte[] hash(@Nullable Payload payload) {
        MessageDigest digest = sha256();
        if (payload != null) {
            digest.update(CompactJson.of(payload.bytes()));
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
