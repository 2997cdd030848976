package dev.kagzi.server.limit;

import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.LimitsInForce.Concurrency;
import dev.kagzi.protocol.LimitsInForce.ConcurrencyKey;
import dev.kagzi.protocol.LimitsInForce.Throttling;
import dev.kagzi.protocol.LimitsInForce.WhenReached;
import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.Throttle;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a workflow, and where they come from: what was set through the API stands above what is declared, limit by limit.
 *
 * @param assigned through the API
 */
record StoredLimits(Declared declared, Limits assigned) {

    static final StoredLimits NOTHING = new StoredLimits(Declared.NOTHING, Limits.NONE);

    StoredLimits declaring(Declared declared) {
        return new StoredLimits(declared, assigned);
    }

    StoredLimits assigning(Limits assigned) {
        return new StoredLimits(declared, assigned);
    }

    /** What holds. */
    WorkflowLimits inForce() {
        String throttle = value(Limits::throttle);
        return new WorkflowLimits(
                value(Limits::concurrency),
                value(Limits::concurrencyKey),
                Objects.requireNonNullElse(value(Limits::onLimit), OnLimit.WAIT),
                throttle == null ? null : Throttle.parse(throttle).orElseThrow());
    }

    LimitsInForce shown(LimitFigures figures) {
        Integer concurrency = value(Limits::concurrency);
        String key = value(Limits::concurrencyKey);
        OnLimit onLimit = value(Limits::onLimit);
        String throttle = value(Limits::throttle);
        return new LimitsInForce(
                concurrency == null
                        ? null
                        : new Concurrency(
                                concurrency,
                                source("concurrency", Limits::concurrency),
                                figures.inPlace(),
                                figures.waiting()),
                key == null ? null : new ConcurrencyKey(key, source("concurrencyKey", Limits::concurrencyKey)),
                onLimit == null ? null : new WhenReached(onLimit, source("onLimit", Limits::onLimit)),
                throttle == null
                        ? null
                        : new Throttling(
                                throttle, source("throttle", Limits::throttle), figures.begun(), figures.waiting()));
    }

    private <T> @Nullable T value(Function<Limits, @Nullable T> limit) {
        T value = limit.apply(assigned);
        return value == null ? limit.apply(declared.limits()) : value;
    }

    private LimitSource source(String name, Function<Limits, @Nullable ?> limit) {
        return limit.apply(assigned) == null ? declared.source(name) : LimitSource.API;
    }
}
