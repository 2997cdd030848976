package dev.kagzi.server.console;

import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.server.input.Violations;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a workflow as they are typed; what is left empty is as it is declared.
 *
 * @param etag of the limits that the change goes back to
 */
public record LimitsForm(
        @Nullable String concurrency,
        @Nullable String concurrencyKey,
        @Nullable String onLimit,
        @Nullable String throttle,
        @Nullable String etag) {

    /** What was set at run time, and nothing of what is declared. */
    static LimitsForm of(LimitsInForce limits, String etag) {
        return new LimitsForm(
                Optional.ofNullable(limits.concurrency())
                        .filter(limit -> limit.source() == LimitSource.API)
                        .map(limit -> String.valueOf(limit.value()))
                        .orElse(null),
                Optional.ofNullable(limits.concurrencyKey())
                        .filter(limit -> limit.source() == LimitSource.API)
                        .map(LimitsInForce.ConcurrencyKey::value)
                        .orElse(null),
                Optional.ofNullable(limits.onLimit())
                        .filter(limit -> limit.source() == LimitSource.API)
                        .map(limit -> limit.value().name())
                        .orElse(null),
                Optional.ofNullable(limits.throttle())
                        .filter(limit -> limit.source() == LimitSource.API)
                        .map(LimitsInForce.Throttling::value)
                        .orElse(null),
                etag);
    }

    /** The same as typed, that goes back to the limits of now. */
    LimitsForm withEtag(String now) {
        return new LimitsForm(concurrency, concurrencyKey, onLimit, throttle, now);
    }

    /** @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read */
    Limits request(TypedText text) {
        Violations violations = new Violations();
        Limits limits = new Limits(
                text.number(violations, "/concurrency", concurrency),
                TypedText.given(concurrencyKey),
                text.oneOf(violations, "/onLimit", onLimit, OnLimit.class),
                TypedText.given(throttle));
        violations.throwIfAny();
        return limits;
    }
}
