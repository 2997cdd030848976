package dev.kagzi.server.lease;

import static dev.kagzi.protocol.worker.ReportResult.Code.NOTHING_TO_WAIT_FOR;
import static dev.kagzi.protocol.worker.ReportResult.Code.STEP_CONFLICT;
import static dev.kagzi.protocol.worker.ReportResult.Code.TOO_MANY_STEPS;
import static dev.kagzi.protocol.worker.ReportResult.OK;
import static dev.kagzi.protocol.worker.ReportResult.REPEATED;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.StepStatus;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.protocol.worker.Report.ChildStarted;
import dev.kagzi.protocol.worker.Report.EventEmitted;
import dev.kagzi.protocol.worker.Report.NeedsAttention;
import dev.kagzi.protocol.worker.Report.OfStep;
import dev.kagzi.protocol.worker.Report.Progressed;
import dev.kagzi.protocol.worker.Report.Released;
import dev.kagzi.protocol.worker.Report.RunCompleted;
import dev.kagzi.protocol.worker.Report.RunFailed;
import dev.kagzi.protocol.worker.Report.StepCompleted;
import dev.kagzi.protocol.worker.Report.StepFailed;
import dev.kagzi.protocol.worker.Report.StepStarted;
import dev.kagzi.protocol.worker.Report.WaitStarted;
import dev.kagzi.protocol.worker.Report.Waiting;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.server.child.ChildStart;
import dev.kagzi.server.event.Channel;
import dev.kagzi.server.event.EventWait;
import dev.kagzi.server.event.NewEvent;
import dev.kagzi.server.run.Trace;
import dev.kagzi.server.step.ResolvedStep;
import dev.kagzi.server.step.Step;
import dev.kagzi.server.step.StepAttempt;
import dev.kagzi.server.step.StepRef;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run under a live claim while its worker's reports are applied to it, one after the other. */
final class HeldRun {

    private final LockedRun run;
    private final KnownSteps known;
    private final int maxSteps;
    private final Instant now;

    private final Map<StepRef, Step> written = new LinkedHashMap<>();
    private final List<StepAttempt> attempts = new ArrayList<>();
    private final Map<String, String> tags = new HashMap<>();
    private int newSteps;
    private int compensableSteps;
    private RunStatus status;
    private @Nullable ClaimEnd claimEnd;
    private @Nullable Instant dueAt;
    private final List<ResolvedStep> resolved;
    private final List<ResolvedStep> taken = new ArrayList<>();
    private final List<EventWait> waits = new ArrayList<>();
    private final List<NewEvent> events = new ArrayList<>();
    private final List<ChildStart> children = new ArrayList<>();
    private boolean isCompensable;
    private @Nullable RunEnding begun;
    private boolean hasOutcome;
    private boolean isChanged;
    private @Nullable Payload progress;
    private @Nullable Payload output;
    private @Nullable Failure failure;

    HeldRun(LockedRun run, KnownSteps known, int maxSteps, Instant now) {
        this.run = run;
        this.known = known;
        this.maxSteps = maxSteps;
        this.now = now;
        this.status = run.status();
        this.dueAt = run.dueAt();
        this.isCompensable = run.isCompensable();
        this.resolved = new ArrayList<>(known.resolvedOf(run.runId()));
    }

    boolean hasEnded() {
        return claimEnd != null;
    }

    /** What is to be written, or {@code null} when the reports changed nothing. */
    @Nullable RunChange change() {
        return isChanged
                ? new RunChange(
                        run,
                        written(false),
                        written(true),
                        List.copyOf(attempts),
                        status,
                        claimEnd,
                        dueAt,
                        claimEnd == null && !resolved.isEmpty(),
                        hasOutcome,
                        isCompensable,
                        begun,
                        progress,
                        tags,
                        output,
                        failure,
                        new Effects(waits, events, children, taken))
                : null;
    }

    private List<Step> written(boolean wasThere) {
        return written.entrySet().stream()
                .filter(step -> known.stored().containsKey(step.getKey()) == wasThere)
                .map(Map.Entry::getValue)
                .toList();
    }

    ReportResult apply(Report report, long claim) {
        ReportResult result = report instanceof OfStep ofStep ? ofStep(ofStep, claim) : ofRun(report);
        isChanged |= result == OK;
        return result;
    }

    private ReportResult ofStep(OfStep report, long claim) {
        StepRef ref = new StepRef(report.runId(), report.step());
        Step before = written.getOrDefault(ref, known.stored().get(ref));
        if (before != null && before.isHistory() && before.kind() != ReportedStep.kind(report)) {
            return ReportResult.refused(
                    STEP_CONFLICT,
                    "Step '" + report.step() + "' of run '" + report.runId() + "' is of kind " + before.kind()
                            + ", and the report says " + ReportedStep.kind(report) + ".");
        }
        if (before != null && before.status().isRecorded()) {
            return isSame(before, report)
                    ? REPEATED
                    : ReportResult.refused(
                            STEP_CONFLICT,
                            "Step '" + report.step() + "' of run '" + report.runId() + "' is recorded as "
                                    + before.status() + " already; a recorded outcome never changes.");
        }
        if (before != null && isRepeated(before, report)) {
            return REPEATED;
        }
        if (before == null && run.steps() + newSteps >= bound()) {
            return ReportResult.refused(
                    TOO_MANY_STEPS,
                    "Run '" + report.runId() + "' has " + bound() + " steps, which is the most the server keeps"
                            + " ('kagzi.server.max-steps'). Split the work over several runs.");
        }
        newSteps += before == null ? 1 : 0;
        Step step = ReportedStep.of(report, before, claim, instantOf(report));
        written.put(ref, step);
        addAttempt(report, ref);
        open(step);
        reachOut(report, ref, step);
        hasOutcome |= !(report instanceof StepStarted);
        isCompensable |= step.isCompensable();
        goOnFrom(report);
        return OK;
    }

    /** A step that has its outcome at its first attempt says all there is to say. */
    private void addAttempt(OfStep report, StepRef ref) {
        if (report instanceof StepFailed failed && (failed.retryIn() != null || failed.attempts() > 1)) {
            attempts.add(new StepAttempt(ref, failed.attempts(), failed.startedAt(), now, failed.failure()));
        } else if (report instanceof StepCompleted completed && completed.attempts() > 1) {
            attempts.add(new StepAttempt(ref, completed.attempts(), completed.startedAt(), now, null));
        }
    }

    /** What undoes a run comes on top: each of its steps has at most one compensation. */
    private long bound() {
        return run.ending() == null ? maxSteps : 2L * maxSteps;
    }

    /** Runs are undone in the reverse order of completion, which branches have also within one request. */
    private Instant instantOf(OfStep report) {
        boolean canBeUndone = report instanceof StepCompleted completed && Boolean.TRUE.equals(completed.compensable());
        return canBeUndone ? now.plus(compensableSteps++, ChronoUnit.MICROS) : now;
    }

    private void reachOut(OfStep report, StepRef ref, Step step) {
        if (report instanceof WaitStarted wait) {
            waits.add(new EventWait(ref, Channel.of(wait.event(), wait.key()), now, step.dueAt()));
        } else if (report instanceof EventEmitted emitted) {
            events.add(new NewEvent(
                    idOr(emitted.eventId()),
                    Channel.of(emitted.event(), emitted.key()),
                    emitted.data(),
                    run.runId(),
                    Trace.ofRun(run.runId())));
        } else if (report instanceof ChildStarted child) {
            children.add(new ChildStart(
                    ref,
                    Objects.requireNonNull(step.childRunId(), "a step that starts a child names it"),
                    child.workflow(),
                    child.id(),
                    child.input(),
                    child.inputHash(),
                    child.concurrencyKey()));
        }
    }

    private static UUID idOr(@Nullable UUID made) {
        return made == null ? UuidCreator.getTimeOrderedEpoch() : made;
    }

    /** Shows that outcomes before this step have arrived. */
    private void goOnFrom(OfStep report) {
        resolved.removeIf(outcome -> {
            boolean passed = outcome.isPassedBy(report.step(), report.position());
            if (passed) {
                taken.add(outcome);
            }
            return passed;
        });
    }

    private void open(Step wait) {
        Instant end = wait.dueAt();
        if (end != null) {
            dueAt = dueAt == null || end.isBefore(dueAt) ? end : dueAt;
        }
    }

    private static boolean isSame(Step before, OfStep report) {
        if (report instanceof StepCompleted completed) {
            return before.status() == StepStatus.COMPLETED && Objects.equals(before.output(), completed.output());
        } else if (report instanceof StepFailed failed) {
            return failed.retryIn() == null
                    ? before.status() == StepStatus.FAILED
                    : before.attempts() >= failed.attempts();
        }
        return true;
    }

    private static boolean isRepeated(Step before, OfStep report) {
        if (report instanceof StepFailed failed) {
            return failed.retryIn() != null && before.attempts() >= failed.attempts();
        }
        return ReportedStep.opensWait(report) && before.isHistory();
    }

    private ReportResult ofRun(Report report) {
        if (report instanceof Progressed progressed) {
            progress = progressed.progress() == null ? progress : progressed.progress();
            tags.putAll(progressed.tags() == null ? Map.of() : progressed.tags());
        } else if (report instanceof Waiting waiting) {
            if (dueAt == null && resolved.isEmpty() && !hasOpenWait()) {
                return ReportResult.refused(
                        NOTHING_TO_WAIT_FOR,
                        "Run '" + waiting.runId() + "' has no open wait, so nothing would ever wake it.");
            }
            end(resolved.isEmpty() ? RunStatus.WAITING : RunStatus.PENDING, ClaimEnd.WAITING);
        } else if (report instanceof RunCompleted completed) {
            completed(completed);
        } else if (report instanceof RunFailed failed) {
            failed(failed.failure());
        } else if (report instanceof NeedsAttention attention) {
            failure = attention.failure();
            end(RunStatus.NEEDS_ATTENTION, ClaimEnd.NEEDS_ATTENTION);
        } else if (report instanceof Released) {
            end(isAtItsWait() ? RunStatus.WAITING : RunStatus.PENDING, ClaimEnd.RELEASED);
        }
        return OK;
    }

    private void completed(RunCompleted completed) {
        RunEnding ending = run.ending();
        if (ending == null) {
            output = completed.output();
            end(RunStatus.COMPLETED, ClaimEnd.COMPLETED);
        } else if (isBadlyUndone()) {
            failed(Failure.of(FailureType.COMPENSATION_FAILED, "Not all of it could be undone."));
        } else {
            failure = ending.failure();
            end(ending.as(), ClaimEnd.COMPLETED);
        }
    }

    private void failed(Failure why) {
        RunEnding ending = run.ending();
        if (ending == null && isCompensable) {
            begun = RunEnding.failed(why);
            dueAt = null;
            end(RunStatus.PENDING, ClaimEnd.FAILED);
        } else {
            failure = ending == null ? why : ending.with(why);
            end(RunStatus.FAILED, ClaimEnd.FAILED);
        }
    }

    private boolean isBadlyUndone() {
        return known.badlyUndone().contains(run.runId())
                || written.values().stream()
                        .anyMatch(step -> step.kind() == StepKind.COMPENSATION && step.status() == StepStatus.FAILED);
    }

    /** Whether there is nothing to do before something that is due. */
    private boolean isAtItsWait() {
        return dueAt != null
                && resolved.isEmpty()
                && !run.hasBranches()
                && written.keySet().stream().allMatch(step -> step.key().branch() == null);
    }

    private boolean hasOpenWait() {
        return known.waiting().contains(run.runId())
                || written.values().stream().anyMatch(Step::isOpenWait);
    }

    private void end(RunStatus next, ClaimEnd how) {
        status = next;
        claimEnd = how;
        hasOutcome |= how != ClaimEnd.RELEASED;
        if (next != RunStatus.WAITING && next != RunStatus.PENDING) {
            dueAt = null;
        }
    }
}
