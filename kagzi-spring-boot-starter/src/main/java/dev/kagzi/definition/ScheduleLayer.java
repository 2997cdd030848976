package dev.kagzi.definition;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A schedule as one place sets it, and the place. */
record ScheduleLayer(Source source, ScheduleSettings settings) {

    static final ScheduleLayer BUILT_IN = new ScheduleLayer(Source.builtIn(), ScheduleSettings.BUILT_IN);

    <T> @Nullable Setting<T> find(String attribute, Function<ScheduleSettings, @Nullable T> getter) {
        T value = getter.apply(settings);
        return value == null ? null : new Setting<>(value, source.of(attribute));
    }
}
