package dev.kagzi.definition;

import dev.kagzi.Retry;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Retry as one place sets it, and the place. */
record RetryLayer(Source source, RetrySettings settings) {

    /** Sets every value, so that a list which ends with it is always decided. */
    static final RetryLayer BUILT_IN = new RetryLayer(
            Source.builtIn(), new RetrySettings(3, Duration.ofSeconds(1), 2.0, Duration.ofMinutes(1), 0.2, List.of()));

    static RetryLayer inCode(@Nullable Retry retry) {
        return new RetryLayer(Source.code(), retry == null ? RetrySettings.NONE : settings(retry));
    }

    <T> @Nullable Setting<T> find(String attribute, Function<RetrySettings, @Nullable T> getter) {
        T value = getter.apply(settings);
        return value == null ? null : new Setting<>(value, source.of(attribute));
    }

    private static RetrySettings settings(Retry retry) {
        return new RetrySettings(
                retry.maxAttempts() == -1 ? null : retry.maxAttempts(),
                DurationText.parseIfSet(retry.backoff()),
                retry.multiplier() == -1 ? null : retry.multiplier(),
                DurationText.parseIfSet(retry.maxBackoff()),
                null,
                retry.noRetryFor().isEmpty() ? null : retry.noRetryFor());
    }
}
