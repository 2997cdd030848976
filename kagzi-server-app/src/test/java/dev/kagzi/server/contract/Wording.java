package dev.kagzi.server.contract;

import dev.kagzi.protocol.EventSnapshot;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.LimitsInForce;
import dev.kagzi.protocol.Problem.FieldError;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunTransition;
import dev.kagzi.protocol.StepSnapshot;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.protocol.WorkerSnapshot;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.worker.ClaimedRun;
import dev.kagzi.protocol.worker.EndedClaim;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.Resolved;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a server says, in words that the other one has to use as well: runs and workers by number, instants in whole seconds since the
 * beginning.
 */
final class Wording {

    private final Names names;
    private final Instant began;
    private final Map<UUID, String> workers = new HashMap<>();

    Wording(Names names, Instant began) {
        this.names = names;
        this.began = began;
    }

    /** A session that is opened after it was closed is another one. */
    String opened(UUID workerId, int worker) {
        return workers.computeIfAbsent(workerId, any -> "worker " + worker + " session " + workers.size());
    }

    private @Nullable String worker(@Nullable UUID workerId) {
        return workerId == null ? null : workers.get(workerId);
    }

    private @Nullable String at(@Nullable Instant instant) {
        return instant == null ? null : inSeconds(Duration.between(began, instant));
    }

    static String inSeconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    static String sorted(List<String> texts) {
        return new TreeSet<>(texts).toString();
    }

    static String pointers(@Nullable List<FieldError> errors) {
        return errors == null
                ? ""
                : sorted(errors.stream().map(FieldError::pointer).toList());
    }

    /** What is absent is left out. */
    private static String words(@Nullable Object... namesAndValues) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                words.append(' ').append(namesAndValues[i]).append(' ').append(namesAndValues[i + 1]);
            }
        }
        return words.toString();
    }

    String of(RunSnapshot run) {
        return names.of(run.runId()) + " " + run.status()
                + words(
                        "of", run.workflow(),
                        "id", run.id(),
                        "attempt", run.attempt(),
                        "version", run.version(),
                        "priority", run.priority(),
                        "waiting", of(run.waitingFor()),
                        "ending", run.ending(),
                        "tags", new TreeMap<>(run.tags()),
                        "progress", run.progress(),
                        "input", run.input(),
                        "key", run.concurrencyKey(),
                        "output", run.output(),
                        "failure", of(run.failure()),
                        "new", run.created(),
                        "already", run.already(),
                        "held by", worker(run.workerId()),
                        "created", at(run.createdAt()),
                        "started", at(run.startedAt()),
                        "finished", at(run.finishedAt()),
                        "available", at(run.availableAt()),
                        "deadline", at(run.deadline()),
                        "parent", names.of(run.parentRunId()),
                        "restart of", names.of(run.restartOf()));
    }

    private @Nullable String of(@Nullable WaitingFor waitingFor) {
        return waitingFor == null
                ? null
                : waitingFor.kind() + words("of", waitingFor.name(), "until", at(waitingFor.until()));
    }

    private static @Nullable String of(@Nullable Failure failure) {
        return failure == null
                ? null
                : failure.type()
                        + words(
                                "message", failure.message(),
                                "types", failure.types(),
                                "step", failure.step(),
                                "other steps", failure.otherSteps());
    }

    String of(ClaimedRun run) {
        return names.of(run.runId()) + "/" + run.claim()
                + words(
                        "of", run.workflow(),
                        "for", inSeconds(run.leaseFor()),
                        "id", run.id(),
                        "input", run.input(),
                        "attempt", run.attempt(),
                        "version", run.version(),
                        "ending", run.ending(),
                        "tags", new TreeMap<>(run.tags()),
                        "started", at(run.startedAt()),
                        "deadline", at(run.deadline()),
                        "steps", run.steps().stream().map(this::of).toList());
    }

    private String of(HistoryStep step) {
        return step.step() + " " + step.position() + " " + step.kind() + " " + step.status()
                + words(
                        "attempts", step.attempts(),
                        "output", step.output(),
                        "failure", of(step.failure()),
                        "until", at(step.until()),
                        "completed", at(step.completedAt()),
                        "child", names.of(step.childRunId()));
    }

    String of(StepSnapshot step) {
        return step.step() + " " + step.position() + " " + step.kind() + " " + step.status()
                + words(
                        "attempts", step.attempts(),
                        "input", step.input(),
                        "output", step.output(),
                        "failure", of(step.failure()),
                        "started", at(step.startedAt()),
                        "finished", at(step.finishedAt()),
                        "until", at(step.until()),
                        "child", names.of(step.childRunId()));
    }

    String of(RunTransition transition) {
        return transition.seq() + " " + transition.from() + " -> " + transition.to()
                + words(
                        "claim", transition.claim(),
                        "by", transition.actor(),
                        "reason", transition.reason(),
                        "failure", of(transition.failure()),
                        "at", at(transition.at()));
    }

    static String of(ReportResult result) {
        if (result.code() != null) {
            return result.code() + pointers(result.errors());
        }
        return Boolean.TRUE.equals(result.repeated()) ? "repeated" : "ok";
    }

    String of(List<Resolved> resolved, List<EndedClaim> cancelled, @Nullable Boolean drain) {
        return words(
                "resolved",
                sorted(resolved.stream()
                        .map(outcome -> names.of(outcome.runId()) + "/" + outcome.claim() + " " + of(outcome.outcome()))
                        .toList()),
                "cancel",
                sorted(cancelled.stream()
                        .map(claim -> names.of(claim.runId()) + "/" + claim.claim())
                        .toList()),
                "drain",
                drain);
    }

    String of(EventSnapshot event) {
        return names.ofEvent(event.eventId())
                + words(
                        "data", event.data(),
                        "accepted", at(event.acceptedAt()),
                        "started", event.startedRuns().size(),
                        "woken",
                                sorted(event.wokenRuns().stream()
                                        .map(run -> names.of(run.runId()))
                                        .toList()),
                        "more", event.more());
    }

    String of(WorkerSnapshot worker) {
        return worker(worker.workerId()) + " " + worker.status()
                + words("holds", worker.held(), "seen", at(worker.lastSeenAt()));
    }

    static String of(LimitsInForce limits) {
        return words(
                "concurrency", limits.concurrency(),
                "key", limits.concurrencyKey(),
                "beyond", limits.onLimit(),
                "throttle", limits.throttle());
    }

    static String of(WorkflowLoad load) {
        return load.workflow()
                + words(
                        "pending", load.pending(),
                        "running", load.running(),
                        "waiting", load.waiting(),
                        "needs attention", load.needsAttention());
    }
}
