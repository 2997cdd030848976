package dev.kagzi.definition;

import dev.kagzi.Overlap;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A schedule with every value decided.
 *
 * @param schedule absent where no place sets a cron, or the strongest that does switches it off
 * @param settings where the values come from, by attribute; of a schedule that is switched off the cron alone
 */
record EffectiveSchedule(@Nullable Schedule schedule, Map<String, Setting<?>> settings) {

    /**
     * Takes each value from the first layer that sets it.
     *
     * @throws InvalidDefinitionException when something is set for a schedule that nobody makes
     */
    static EffectiveSchedule of(WorkflowMethod method, List<ScheduleLayer> strongestFirst) {
        Setting<String> cron = find(strongestFirst, "cron", ScheduleSettings::cron);
        if (cron == null) {
            requireNothingElse(method, strongestFirst);
            return new EffectiveSchedule(null, Map.of());
        }
        if (cron.value().equals(CronText.OFF)) {
            return new EffectiveSchedule(null, Map.of("cron", cron));
        }
        requireInputThatMayBeNull(method, cron);
        return decided(
                cron,
                Stream.concat(strongestFirst.stream(), Stream.of(ScheduleLayer.BUILT_IN))
                        .toList());
    }

    private static EffectiveSchedule decided(Setting<String> cron, List<ScheduleLayer> layers) {
        Setting<ZoneId> zone = Objects.requireNonNull(find(layers, "zone", ScheduleSettings::zone));
        Setting<Overlap> overlap = Objects.requireNonNull(find(layers, "overlap", ScheduleSettings::overlap));
        Setting<Integer> catchUp = Objects.requireNonNull(find(layers, "catchUp", ScheduleSettings::catchUp));
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        settings.put("cron", cron);
        settings.put("zone", zone);
        settings.put("overlap", overlap);
        settings.put("catchUp", catchUp);
        return new EffectiveSchedule(
                new Schedule(cron.value(), zone.value(), overlap.value(), catchUp.value()), settings);
    }

    private static void requireNothingElse(WorkflowMethod method, List<ScheduleLayer> layers) {
        requireAbsent(method, "zone", find(layers, "zone", ScheduleSettings::zone));
        requireAbsent(method, "overlap", find(layers, "overlap", ScheduleSettings::overlap));
        requireAbsent(method, "catchUp", find(layers, "catchUp", ScheduleSettings::catchUp));
    }

    private static void requireAbsent(WorkflowMethod method, String attribute, @Nullable Setting<?> found) {
        if (found != null) {
            throw new InvalidDefinitionException(
                    "The workflow method " + method + " has the " + attribute + " '" + found.value() + "' ("
                            + found.source() + ") for a schedule, but no cron that would make one.",
                    "Set cron too, or remove " + attribute + ".");
        }
    }

    private static void requireInputThatMayBeNull(WorkflowMethod method, Setting<String> cron) {
        if (!method.inputMayBeNull()) {
            throw new InvalidDefinitionException(
                    "The workflow method " + method + " has the cron " + cron + ", and a run that a schedule starts"
                            + " has no input, but its input of type '" + method.inputType() + "' cannot be null.",
                    "Declare the input as one that may be null, take it away, or put the work of the schedule into a workflow of its own.");
        }
    }

    private static <T> @Nullable Setting<T> find(
            List<ScheduleLayer> layers, String attribute, Function<ScheduleSettings, @Nullable T> getter) {
        return layers.stream()
                .map(layer -> layer.find(attribute, getter))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
