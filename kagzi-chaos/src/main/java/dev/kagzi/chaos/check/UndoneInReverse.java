package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * In a run that has failed or was cancelled, each step that had completed and can be undone has one outcome of its compensation, the last
 * one to complete first. Nothing is undone of a run that has completed. The load cancels nothing by force.
 */
final class UndoneInReverse implements Invariant {

    @Override
    public String name() {
        return "I29 undone once, in reverse order";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<String, String> compensations = evidence.setting().compensations();
        Map<UUID, List<StepRow>> steps = evidence.tables().stepsByRun();
        for (RunRow run : evidence.tables().runs()) {
            List<StepRow> rows = steps.getOrDefault(run.run(), List.of());
            List<StepRow> undoing = rows.stream()
                    .filter(StepRow::isCompensation)
                    .sorted(Comparator.comparingInt(StepRow::position))
                    .toList();
            if (run.status().equals("COMPLETED")) {
                findings.check(undoing.isEmpty(), "run %s has completed and was undone: %s", run.run(), undoing);
            } else if (run.finished()) {
                List<StepRow> done = rows.stream()
                        .filter(row -> row.status().equals("COMPLETED")
                                && compensations.containsKey(row.step().name()))
                        .toList();
                checkEach(run, done, undoing, compensations, findings);
                checkOrder(done, undoing, findings);
            }
        }
        checkCompleted(evidence, findings);
    }

    private static void checkEach(
            RunRow run,
            List<StepRow> done,
            List<StepRow> undoing,
            Map<String, String> compensations,
            Findings findings) {
        for (StepRow step : done) {
            String compensation = compensations.get(step.step().name());
            List<StepRow> fitting = undoing.stream()
                    .filter(row -> row.recorded() && row.step().name().equals(compensation) && undoes(row, step))
                    .toList();
            findings.check(
                    fitting.size() == 1,
                    "run %s is %s, and step %s is undone by %s",
                    run.run(),
                    run.status(),
                    step.step(),
                    fitting);
        }
        findings.check(
                undoing.size() == done.size(),
                "run %s is %s with %s steps to undo and %s compensations",
                run.run(),
                run.status(),
                done.size(),
                undoing.size());
    }

    /** Steps that completed in the same instant may be undone in any order. */
    private static void checkOrder(List<StepRow> done, List<StepRow> undoing, Findings findings) {
        Instant before = Instant.MAX;
        for (StepRow compensation : undoing) {
            Instant completed = done.stream()
                    .filter(step -> undoes(compensation, step))
                    .map(step -> Objects.requireNonNull(step.finishedAt()))
                    .findFirst()
                    .orElse(before);
            findings.check(
                    !completed.isAfter(before),
                    "%s undoes a step that completed at %s, after one that completed at %s",
                    compensation.step(),
                    completed,
                    before);
            before = completed;
        }
    }

    /** The ledger knows bodies that left no outcome, too. */
    private static void checkCompleted(Evidence evidence, Findings findings) {
        Map<UUID, RunRow> runs = evidence.tables().runsById();
        Set<String> names = evidence.setting().compensations().values().stream().collect(Collectors.toSet());
        evidence.ledger().bodies().stream()
                .filter(body -> names.contains(body.step().name()))
                .forEach(body -> {
                    RunRow run = runs.get(body.step().run());
                    findings.check(
                            run == null || !run.status().equals("COMPLETED"),
                            "%s undid a run that has completed",
                            body);
                });
    }

    /** A result, or the message of a failure, of the load's compensations ends with what it undoes. */
    private static boolean undoes(StepRow compensation, StepRow step) {
        String result = step.outcome().replace("\"", "");
        return compensation.outcome().contains(":undoes:" + result + '"');
    }
}
