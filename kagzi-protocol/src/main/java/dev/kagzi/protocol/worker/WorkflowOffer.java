package dev.kagzi.protocol.worker;

import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.RetryOffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as a worker declares it when it opens its session.
 *
 * @param name at most 200 characters, with neither '/' nor '\' among them: it stands in addresses
 * @param aliases old names
 * @param workerConcurrency runs at once in this worker
 * @param timeout deadline of a run
 * @param retry effective defaults of its steps, for people to see
 * @param on names of the events that start a run
 * @param schedules its schedules
 * @param priority of its runs, where a start gives none; 0 without it
 * @param limits its limits
 * @param limitSources where each of them comes from, by its name; ANNOTATION for those that are not named
 */
public record WorkflowOffer(
        String name,
        int version,
        @Nullable List<String> aliases,
        @Nullable Integer workerConcurrency,
        @Nullable Duration timeout,
        @Nullable RetryOffer retry,
        @Nullable List<String> on,
        @Nullable List<Schedule> schedules,
        @Nullable Integer priority,
        @Nullable Limits limits,
        @Nullable Map<String, LimitSource> limitSources) {

    /**
     * A schedule that the workflow declares.
     *
     * @param cron 5 fields, or 6 with seconds first
     * @param zone in whose local time the fields are; UTC without it
     * @param overlap what becomes of a firing while a run of the schedule is not finished; SKIP without it
     * @param catchUp how many missed firings are made up; 0 without it
     */
    public record Schedule(
            String scheduleId,
            String cron,
            @Nullable String zone,
            @Nullable Overlap overlap,
            @Nullable Integer catchUp) {}
}
