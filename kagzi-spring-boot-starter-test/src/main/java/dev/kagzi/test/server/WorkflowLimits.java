package dev.kagzi.test.server;

import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.Throttle;
import dev.kagzi.protocol.json.PropertyPath;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a workflow: what was set through the API stands above what its highest version declares, limit by limit.
 *
 * @param assigned through the API
 */
record WorkflowLimits(WorkflowOffer newest, Limits assigned) {

    @Nullable Integer concurrency() {
        return value(Limits::concurrency);
    }

    @Nullable String concurrencyKey() {
        return value(Limits::concurrencyKey);
    }

    @Nullable OnLimit onLimit() {
        return value(Limits::onLimit);
    }

    @Nullable String throttleText() {
        return value(Limits::throttle);
    }

    @Nullable Throttle throttle() {
        String text = throttleText();
        return text == null ? null : Throttle.parse(text).orElseThrow();
    }

    boolean isSameAs(@Nullable WorkflowLimits other) {
        return other == null
                ? !isAny()
                : Objects.equals(concurrency(), other.concurrency())
                        && Objects.equals(concurrencyKey(), other.concurrencyKey())
                        && onLimit() == other.onLimit()
                        && Objects.equals(throttleText(), other.throttleText());
    }

    boolean isAny() {
        return concurrency() != null || throttleText() != null;
    }

    /** Whether a start has to say what its key is, since its input cannot be read. */
    boolean needsKey(@Nullable Payload input, @Nullable String given) {
        return isAny() && concurrencyKey() != null && given == null && input != null && input.isEncoded();
    }

    /** What a run of this input goes by; null where there are no limits. */
    @Nullable String keyOf(@Nullable Payload input, @Nullable String given) {
        String path = concurrencyKey();
        if (!isAny()) {
            return null;
        } else if (path == null) {
            return "";
        }
        return input != null && input.isEncoded()
                ? Objects.requireNonNullElse(given, "")
                : PropertyPath.of(path).valueIn(input);
    }

    LimitSource source(String name, Function<Limits, @Nullable ?> limit) {
        return limit.apply(assigned) != null
                ? LimitSource.API
                : Objects.requireNonNullElse(newest.limitSources(), Map.<String, LimitSource>of())
                        .getOrDefault(name, LimitSource.ANNOTATION);
    }

    private <T> @Nullable T value(Function<Limits, @Nullable T> limit) {
        T value = limit.apply(assigned);
        return value == null ? limit.apply(Objects.requireNonNullElse(newest.limits(), Limits.NONE)) : value;
    }
}
