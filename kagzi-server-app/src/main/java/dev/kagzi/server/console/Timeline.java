package dev.kagzi.server.console;

import dev.kagzi.protocol.AttemptSnapshot;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.run.RunTimeline;
import dev.kagzi.server.run.TimelineStep;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as a picture over time, in few bytes: names are written once, and times are milliseconds since the run was created.
 *
 * @param created of the run, in milliseconds since 1970
 * @param now by the clock of these times
 * @param worker that holds the run
 * @param isCut whether the run has more than is here
 * @param kinds of steps, by their number, like {@code statuses} and {@code texts}
 * @param texts branches and names of steps
 * @param transitions each as {@code [at, to status, actor, reason]}
 * @param steps each as {@code [branch, name, occurrence, kind, status, attempts, started, finished, until, child]}
 * @param attempts of steps that took more than one, each as {@code [number of the step, attempt, started, finished, failure]}
 */
record Timeline(
        UUID runId,
        RunStatus status,
        long created,
        long now,
        @Nullable Long finished,
        @Nullable UUID worker,
        @Nullable UUID restartOf,
        boolean isCut,
        List<StepKind> kinds,
        List<StepStatus> statuses,
        List<String> texts,
        List<@Nullable Object[]> transitions,
        List<@Nullable Object[]> steps,
        List<@Nullable Object[]> attempts) {

    static Timeline of(RunTimeline timeline) {
        RunSnapshot run = timeline.run();
        Instant created = run.createdAt();
        Map<String, Integer> texts = new LinkedHashMap<>();
        Map<StepKey, Integer> places = new HashMap<>();
        timeline.steps().forEach(step -> places.put(step.key(), places.size()));
        List<@Nullable Object[]> steps = timeline.steps().stream()
                .map(step -> step(step, created, texts))
                .toList();
        return new Timeline(
                run.runId(),
                run.status(),
                created.toEpochMilli(),
                timeline.now().toEpochMilli(),
                millis(created, run.finishedAt()),
                run.workerId(),
                run.restartOf(),
                timeline.isCut(),
                List.of(StepKind.values()),
                List.of(StepStatus.values()),
                List.copyOf(texts.keySet()),
                timeline.transitions().stream()
                        .map(transition -> transition(transition, created))
                        .toList(),
                steps,
                timeline.attempts().stream()
                        .filter(attempt -> places.containsKey(attempt.step()))
                        .map(attempt -> attempt(attempt, created, places))
                        .toList());
    }

    private static @Nullable Object[] transition(RunTransition transition, Instant created) {
        String reason = transition.reason();
        return new @Nullable Object[] {
            millis(created, transition.at()),
            transition.to(),
            transition.actor(),
            reason == null ? null : Printable.excerpt(reason)
        };
    }

    private static @Nullable Object[] step(TimelineStep step, Instant created, Map<String, Integer> texts) {
        return new @Nullable Object[] {
            number(texts, step.branch()),
            number(texts, step.name()),
            step.occurrence(),
            step.kind().ordinal(),
            step.status().ordinal(),
            step.attempts(),
            millis(created, step.startedAt()),
            millis(created, step.finishedAt()),
            millis(created, step.until()),
            step.childRunId()
        };
    }

    private static @Nullable Object[] attempt(AttemptSnapshot attempt, Instant created, Map<StepKey, Integer> places) {
        return new @Nullable Object[] {
            places.get(attempt.step()),
            attempt.attempt(),
            millis(created, attempt.startedAt()),
            millis(created, attempt.finishedAt()),
            failure(attempt.failure())
        };
    }

    private static @Nullable String failure(@Nullable Failure failure) {
        if (failure == null) {
            return null;
        }
        String type = failure.type().substring(failure.type().lastIndexOf('.') + 1);
        return Printable.excerpt(failure.message() == null ? type : type + ": " + failure.message());
    }

    private static int number(Map<String, Integer> texts, String text) {
        return texts.computeIfAbsent(text, any -> texts.size());
    }

    private static @Nullable Long millis(Instant created, @Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli() - created.toEpochMilli();
    }
}
