package dev.kagzi.worker;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.StepKind;
import dev.kagzi.protocol.worker.HistoryStep;
import dev.kagzi.protocol.worker.Report;
import dev.kagzi.replay.History;
import dev.kagzi.serialization.PayloadException;
import dev.kagzi.serialization.PayloadPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of the code a run has met, asked by all its branches. The first answer holds for the run; only a branch that had gone on
 * before the run met the change keeps to the old code. Answers are recorded beside the calls of the branches, since another branch may
 * ask first in the next replay.
 */
final class Changes {

    private final RunExecution execution;
    private final Map<String, List<Answer>> answers = new HashMap<>();

    Changes(RunExecution execution) {
        this.execution = execution;
    }

    /**
     * Whether a branch takes the changed path.
     *
     * @param branch the branch that asks, {@code null} at the top
     * @param isAtTheEnd whether it has no history left
     */
    synchronized boolean has(String changeId, @Nullable String branch, BooleanSupplier isAtTheEnd) {
        List<Answer> given = answers.computeIfAbsent(changeId, this::recorded);
        for (Answer answer : given) {
            if (Objects.equals(answer.branch(), branch)) {
                return answer.changed();
            }
        }
        if (!given.isEmpty() && !given.get(0).changed()) {
            return false;
        }
        Answer answer = new Answer(branch, isAtTheEnd.getAsBoolean());
        given.add(answer);
        if (!execution.isBeingUndone()) {
            record(changeId, given.size(), answer);
        }
        return answer.changed();
    }

    private List<Answer> recorded(String changeId) {
        List<HistoryStep> all = execution.run().history().use(known -> known.steps(History.CHANGES));
        List<Answer> found = new ArrayList<>();
        all.stream()
                .filter(step -> step.step().name().equals(changeId))
                .map(this::read)
                .forEach(found::add);
        return found;
    }

    private void record(String changeId, int occurrence, Answer answer) {
        HeldRun run = execution.run();
        StepKey key = new StepKey(History.CHANGES, changeId, occurrence);
        int position =
                1 + run.history().use(known -> known.steps(History.CHANGES)).size();
        Payload plain = execution.tools().mapper().write(answer);
        Payload output = execution.payloads().encode(plain, PayloadPlace.stepOutput(run.runId(), key));
        Instant now = execution.tools().clock().now();
        Report.StepCompleted report = new Report.StepCompleted(
                run.runId(), run.claim().leaseToken(), key, position, StepKind.MARKER, null, output, 1, now, now, null);
        run.history().record(ReportedStep.of(report, now));
        execution.reports().add(report);
    }

    private Answer read(HistoryStep recorded) {
        PayloadPlace place = PayloadPlace.stepOutput(execution.run().runId(), recorded.step());
        try {
            Object answer = execution.payloads().read(recorded.output(), Answer.class, place);
            return (Answer) Objects.requireNonNull(answer, "An answer is recorded");
        } catch (PayloadException e) {
            throw execution
                    .run()
                    .unwind(Ending.needsAttention(
                            execution.run().claim(),
                            Mismatches.ofType("What is recorded of change '"
                                    + recorded.step().name() + "' cannot be read. " + e.getMessage())));
        }
    }

    /** What a branch was told. */
    record Answer(@Nullable String branch, boolean changed) {}
}
