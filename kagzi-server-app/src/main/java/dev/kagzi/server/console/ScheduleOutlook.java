package dev.kagzi.server.console;

import dev.kagzi.protocol.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires next.
 *
 * @param notes changes of the clocks within a year that concern it
 * @param problem why that cannot be said; null when it can
 */
public record ScheduleOutlook(
        List<FiringTime> firings,
        List<String> notes,
        @Nullable Problem problem) {}
