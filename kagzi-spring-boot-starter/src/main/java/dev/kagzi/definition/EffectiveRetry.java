package dev.kagzi.definition;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Retry with every value decided.
 *
 * @param settings where the values come from, by attribute
 */
record EffectiveRetry(RetryPolicy policy, Map<String, Setting<?>> settings) {

    /** Takes each value from the first layer that sets it; the last layer sets all. */
    static EffectiveRetry of(List<RetryLayer> strongestFirst) {
        Setting<Integer> maxAttempts = first(strongestFirst, "maxAttempts", RetrySettings::maxAttempts);
        Setting<Duration> backoff = first(strongestFirst, "backoff", RetrySettings::backoff);
        Setting<Double> multiplier = first(strongestFirst, "multiplier", RetrySettings::multiplier);
        Setting<Duration> maxBackoff = maxBackoff(strongestFirst, backoff);
        Setting<Double> jitter = first(strongestFirst, "jitter", RetrySettings::jitter);
        Setting<List<Class<? extends Throwable>>> noRetryFor =
                first(strongestFirst, "noRetryFor", RetrySettings::noRetryFor);
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        settings.put("maxAttempts", maxAttempts);
        settings.put("backoff", backoff);
        settings.put("multiplier", multiplier);
        settings.put("maxBackoff", maxBackoff);
        settings.put("jitter", jitter);
        settings.put("noRetryFor", noRetryFor);
        RetryPolicy policy = new RetryPolicy(
                maxAttempts.value(),
                backoff.value(),
                multiplier.value(),
                maxBackoff.value(),
                jitter.value(),
                noRetryFor.value());
        return new EffectiveRetry(policy, settings);
    }

    /** A weaker place cannot shorten the backoff that a stronger place asks for. */
    private static Setting<Duration> maxBackoff(List<RetryLayer> layers, Setting<Duration> backoff) {
        for (RetryLayer layer : layers) {
            Setting<Duration> found = layer.find("maxBackoff", RetrySettings::maxBackoff);
            if (found != null) {
                return found;
            }
            if (layer.settings().backoff() != null) {
                Setting<Duration> weaker = first(layers, "maxBackoff", RetrySettings::maxBackoff);
                return weaker.value().compareTo(backoff.value()) < 0 ? backoff : weaker;
            }
        }
        throw new IllegalStateException("The last layer sets every value");
    }

    private static <T> Setting<T> first(
            List<RetryLayer> layers, String attribute, Function<RetrySettings, @Nullable T> getter) {
        return layers.stream()
                .map(layer -> layer.find(attribute, getter))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }
}
