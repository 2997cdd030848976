package dev.kagzi.definition;

import dev.kagzi.OnLimit;
import dev.kagzi.Overlap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code kagzi.workflows.<name>.*}: what the configuration sets for one workflow, all its versions included; {@code null}
 * leaves a value to the next place.
 *
 * @param maxAttempts Attempts of each of its steps, the first one included; 1 means no retry.
 * @param backoff Pause before the second attempt of a step.
 * @param multiplier Factor by which the pause grows, at least 1; 1 is a fixed interval.
 * @param maxBackoff Longest pause between two attempts of a step.
 * @param jitter Part by which a pause varies to either side, from 0 to 1.
 * @param noRetryFor Exception classes after which its steps are not tried again, subclasses included.
 * @param timeout Deadline of a run, waiting included.
 * @param workerConcurrency Runs of this workflow at once in one worker.
 * @param concurrency Claims at once, across all workers, of this workflow or of each value of its key.
 * @param concurrencyKey Property path of the input: every value has limits of its own.
 * @param onLimit What becomes of a start beyond concurrency.
 * @param throttle First claims in any period, of this workflow or of each value of its key, such as 10/1m.
 * @param priority Priority of its runs where a start gives none, higher first; one step counts as much as one minute of waiting.
 * @param cron When a schedule of the workflow's name starts it: 5 fields, or 6 with seconds first; "-" switches the schedule off.
 * @param zone In whose local time the fields of cron are, such as Europe/Berlin.
 * @param overlap What becomes of a firing while a run of the schedule is not finished.
 * @param catchUp How many firings that were missed are made up, the newest ones, at most 10000.
 * @param steps Settings of its steps, by the steps' names.
 */
public record WorkflowSettings(
        @Nullable Integer maxAttempts,
        @Nullable Duration backoff,
        @Nullable Double multiplier,
        @Nullable Duration maxBackoff,
        @Nullable Double jitter,
        @Nullable List<Class<? extends Throwable>> noRetryFor,
        @Nullable Duration timeout,
        @Nullable Integer workerConcurrency,
        @Nullable Integer concurrency,
        @Nullable String concurrencyKey,
        @Nullable OnLimit onLimit,
        @Nullable String throttle,
        @Nullable Integer priority,
        @Nullable String cron,
        @Nullable String zone,
        @Nullable Overlap overlap,
        @Nullable Integer catchUp,
        @Nullable Map<String, StepSettings> steps) {

    /** Sets nothing. */
    static final WorkflowSettings NONE = new WorkflowSettings(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    public WorkflowSettings {
        new RetrySettings(maxAttempts, backoff, multiplier, maxBackoff, jitter, noRetryFor);
        Bounds.positive("timeout", timeout);
        Bounds.atLeastOne("workerConcurrency", workerConcurrency);
        new LimitSettings(concurrency, concurrencyKey, onLimit, throttle, priority);
        ScheduleSettings.of(cron, zone, overlap, catchUp);
        steps = steps == null ? Map.of() : Map.copyOf(steps);
    }

    @Override
    public Map<String, StepSettings> steps() {
        return steps == null ? Map.of() : steps;
    }

    RetrySettings retry() {
        return new RetrySettings(maxAttempts, backoff, multiplier, maxBackoff, jitter, noRetryFor);
    }

    LimitSettings limits() {
        return new LimitSettings(concurrency, concurrencyKey, onLimit, throttle, priority);
    }

    ScheduleSettings schedule() {
        return ScheduleSettings.of(cron, zone, overlap, catchUp);
    }

    StepSettings step(String name) {
        return steps().getOrDefault(name, StepSettings.NONE);
    }
}
