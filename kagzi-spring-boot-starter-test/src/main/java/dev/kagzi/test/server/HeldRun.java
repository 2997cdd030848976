package dev.kagzi.test.server;

import static dev.kagzi.protocol.worker.ReportResult.OK;
import static dev.kagzi.protocol.worker.ReportResult.REPEATED;
import static dev.kagzi.protocol.worker.ReportResult.refused;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.RunTransition.Actor;
import dev.kagzi.protocol.StepKey;
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
import dev.kagzi.protocol.worker.Report.WaitStarted;
import dev.kagzi.protocol.worker.Report.Waiting;
import dev.kagzi.protocol.worker.ReportResult;
import dev.kagzi.protocol.worker.ReportResult.Code;
import dev.kagzi.test.server.Children.ChildStart;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the reports of one request make of a run. Nothing is changed before all of them are accepted. */
final class HeldRun {

    private final StoredRun run;
    private final ServerSettings settings;
    private final Instant now;
    private final long claim;
    private final Map<StepKey, StoredStep> written = new LinkedHashMap<>();
    private final Set<StepKey> taken = new HashSet<>();
    private final Map<String, String> tags = new HashMap<>();
    private final List<EventWait> waits = new ArrayList<>();
    private final List<EventEmitted> events = new ArrayList<>();
    private final List<ChildStart> children = new ArrayList<>();
    private @Nullable ClaimEnd end;
    private RunStatus next = RunStatus.RUNNING;
    private @Nullable Payload progress;
    private @Nullable Payload output;
    private @Nullable Failure failure;
    private @Nullable Failure endingFailure;
    /** Nearest end of a wait: it may be one that the next report has ended, and then the run looks at it for nothing. */
    private @Nullable Instant dueAt;

    private int compensableSteps;
    private boolean changed;

    HeldRun(StoredRun run, ServerSettings settings, Instant now) {
        this.run = run;
        this.settings = settings;
        this.now = now;
        this.claim = run.claim;
        this.dueAt = run.dueAt;
    }

    boolean hasEnded() {
        return end != null;
    }

    ReportResult apply(Report report) {
        ReportResult result = report instanceof OfStep ofStep ? ofStep(ofStep) : ofRun(report);
        changed |= result == OK;
        return result;
    }

    private @Nullable StoredStep known(StepKey key) {
        return written.getOrDefault(key, run.steps.get(key));
    }

    private ReportResult ofStep(OfStep report) {
        StoredStep before = known(report.step());
        if (before != null && before.isHistory() && before.kind() != ReportedStep.kind(report)) {
            return refused(
                    Code.STEP_CONFLICT, "Step '" + report.step() + "' is of another kind, " + before.kind() + ".");
        } else if (before != null && before.status().isRecorded()) {
            return isSame(before, report)
                    ? REPEATED
                    : refused(
                            Code.STEP_CONFLICT,
                            "Step '" + report.step() + "' is recorded as " + before.status()
                                    + " already; a recorded outcome never changes.");
        } else if (before != null && isRepeated(before, report)) {
            return REPEATED;
        } else if (before == null && steps() >= bound()) {
            return refused(
                    Code.TOO_MANY_STEPS, "The run has " + bound() + " steps, which is the most the server keeps.");
        }
        StoredStep step = ReportedStep.of(report, before, claim, instantOf(report));
        written.put(report.step(), step);
        Instant due = step.dueAt();
        dueAt = due != null && (dueAt == null || due.isBefore(dueAt)) ? due : dueAt;
        reachOut(report);
        goOnFrom(report);
        return OK;
    }

    private long steps() {
        return run.steps.size()
                + written.keySet().stream()
                        .filter(key -> !run.steps.containsKey(key))
                        .count();
    }

    /** What undoes a run comes on top. */
    private long bound() {
        return run.ending == null ? settings.maxSteps() : 2L * settings.maxSteps();
    }

    /** Runs are undone in the reverse order of completion, which steps have also within one request. */
    private Instant instantOf(OfStep report) {
        boolean canBeUndone = report instanceof StepCompleted completed && Boolean.TRUE.equals(completed.compensable());
        return canBeUndone ? now.plus(compensableSteps++, ChronoUnit.MICROS) : now;
    }

    private void reachOut(OfStep report) {
        if (report instanceof WaitStarted wait) {
            StoredStep step = Objects.requireNonNull(written.get(wait.step()));
            waits.add(new EventWait(wait.step(), Channel.of(wait.event(), wait.key()), now, step.dueAt()));
        } else if (report instanceof EventEmitted emitted) {
            events.add(emitted);
        } else if (report instanceof ChildStarted child) {
            UUID childRunId = Objects.requireNonNull(
                    Objects.requireNonNull(written.get(child.step())).childRunId());
            children.add(new ChildStart(
                    run,
                    child.step(),
                    childRunId,
                    child.workflow(),
                    child.id(),
                    child.input(),
                    child.inputHash(),
                    child.concurrencyKey()));
        }
    }

    /** Shows that outcomes before this step have arrived. The outcome of a child is asked for whenever the code likes. */
    private void goOnFrom(OfStep report) {
        String branch = report.step().branch() == null ? "" : report.step().branch();
        run.steps.values().stream()
                .filter(step -> step.untaken() && step.kind() != StepKind.CHILD)
                .filter(step -> step.branch().equals(branch)
                        ? step.position() <= report.position()
                        : branch.isEmpty() || step.branch().startsWith(branch + "/"))
                .forEach(step -> taken.add(step.key()));
    }

    private static boolean isSame(StoredStep before, OfStep report) {
        if (report instanceof StepCompleted completed) {
            return before.status() == StepStatus.COMPLETED && Objects.equals(before.output(), completed.output());
        } else if (report instanceof StepFailed failed) {
            return failed.retryIn() == null
                    ? before.status() == StepStatus.FAILED
                    : before.attempts() >= failed.attempts();
        }
        return true;
    }

    private static boolean isRepeated(StoredStep before, OfStep report) {
        if (report instanceof StepFailed failed) {
            return failed.retryIn() != null && before.attempts() >= failed.attempts();
        }
        return ReportedStep.opensWait(report) && before.isHistory();
    }

    private ReportResult ofRun(Report report) {
        if (report instanceof Progressed progressed) {
            progress = progressed.progress() == null ? progress : progressed.progress();
            tags.putAll(Objects.requireNonNullElse(progressed.tags(), Map.of()));
        } else if (report instanceof Waiting) {
            if (dueAt == null && !hasUntaken() && !hasOpenWait()) {
                return refused(Code.NOTHING_TO_WAIT_FOR, "The run has no open wait, so nothing would ever wake it.");
            }
            end(hasUntaken() ? RunStatus.PENDING : RunStatus.WAITING, ClaimEnd.WAITING);
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

    private void end(RunStatus status, ClaimEnd how) {
        next = status;
        end = how;
    }

    private void completed(RunCompleted completed) {
        if (run.ending == null) {
            output = completed.output();
            end(RunStatus.COMPLETED, ClaimEnd.COMPLETED);
        } else if (isBadlyUndone()) {
            failed(Failure.of(FailureType.COMPENSATION_FAILED, "Not all of it could be undone."));
        } else {
            failure = run.endingFailure;
            end(run.ending, ClaimEnd.COMPLETED);
        }
    }

    private void failed(Failure why) {
        if (run.ending == null && (run.compensable || written.values().stream().anyMatch(StoredStep::compensable))) {
            endingFailure = why;
            end(RunStatus.PENDING, ClaimEnd.FAILED);
        } else {
            failure = run.ending == null ? why : with(run.endingFailure, why);
            end(RunStatus.FAILED, ClaimEnd.FAILED);
        }
    }

    /** It names both. */
    private static Failure with(@Nullable Failure first, Failure compensation) {
        String second = Objects.requireNonNullElse(compensation.message(), compensation.type());
        return first == null
                ? Failure.of(FailureType.COMPENSATION_FAILED, "The run was cancelled. " + second)
                : new Failure(
                        first.type(),
                        Objects.requireNonNullElse(first.message(), first.type()) + " " + second,
                        first.types(),
                        first.step(),
                        first.otherSteps(),
                        first.stack());
    }

    private boolean isBadlyUndone() {
        Map<StepKey, StoredStep> all = new HashMap<>(run.steps);
        all.putAll(written);
        return all.values().stream()
                .anyMatch(step -> step.kind() == StepKind.COMPENSATION && step.status() == StepStatus.FAILED);
    }

    private boolean hasUntaken() {
        return run.steps.values().stream().anyMatch(step -> step.untaken() && !taken.contains(step.key()));
    }

    private boolean hasOpenWait() {
        return run.steps.values().stream().anyMatch(step -> step.isOpenWait() && !written.containsKey(step.key()))
                || written.values().stream().anyMatch(StoredStep::isOpenWait);
    }

    private boolean isAtItsWait() {
        return dueAt != null && !hasUntaken() && !run.hasBranches && !writesBranches();
    }

    private boolean writesBranches() {
        return written.values().stream().anyMatch(step -> !step.branch().isEmpty());
    }

    /** Changes the run as the reports say, which have all been accepted. */
    void commit(EventDeliveries deliveries, Children starter) {
        if (!changed) {
            return;
        }
        run.dueAt = dueAt;
        boolean hasOutcome = written.values().stream().anyMatch(step -> step.status() != StepStatus.RUNNING);
        if (hasOutcome || end != null && end != ClaimEnd.RELEASED) {
            run.expiredClaims = 0;
        }
        run.hasBranches |= writesBranches();
        run.compensable |= written.values().stream().anyMatch(StoredStep::compensable);
        taken.forEach(key -> run.steps.computeIfPresent(key, (same, step) -> step.taken()));
        run.steps.putAll(written);
        run.progress = progress == null ? run.progress : progress;
        run.tags.putAll(tags);
        run.failure = failure;
        if (end != null) {
            endClaim(end);
        }
        if (run.isOpen() && endingFailure == null) {
            waits.forEach(wait -> run.eventWaits.put(wait.step(), wait));
        }
        events.forEach(event -> deliveries.accept(
                event.eventId() == null ? UuidCreator.getTimeOrderedEpoch() : event.eventId(),
                Channel.of(event.event(), event.key()),
                event.data()));
        waits.forEach(wait -> deliveries.deliver(run, wait.channel(), now));
        children.forEach(child -> starter.start(child, now));
    }

    private void endClaim(ClaimEnd how) {
        run.endClaim(how);
        if (endingFailure != null) {
            run.ending = RunStatus.FAILED;
            run.endingFailure = endingFailure;
        }
        run.output = output;
        run.become(next, Actor.WORKER, how.name(), now);
        if (endingFailure != null || next != RunStatus.WAITING && next != RunStatus.PENDING) {
            run.dueAt = null;
            run.closeWaits();
        }
    }
}
