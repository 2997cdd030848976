package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Claims;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Execution;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import dev.kagzi.chaos.evidence.Wire;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;

/** Steps are recorded without holes, start in the order of their calls, and only when the one before them is recorded. */
final class StepOrder implements Invariant {

    /** The top of a run, or one of its branches: what has an order of its own. */
    private record Branch(UUID run, String name) {

        private static Branch of(StepRef step) {
            return new Branch(step.run(), step.branch());
        }
    }

    /** One pass of a process through a branch. */
    private record Pass(Execution execution, Branch branch) {}

    @Override
    public String name() {
        return "I10 step order";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Tables tables = evidence.tables();
        Map<Branch, List<StepRow>> byBranch = tables.steps().stream()
                .sorted(Comparator.comparingInt(StepRow::position))
                .collect(Collectors.groupingBy(row -> Branch.of(row.step())));
        byBranch.forEach((branch, rows) -> checkPositions(branch, rows, findings));
        Map<StepRef, StepRow> steps = tables.stepsByRef();
        Map<StepRef, Long> recorded = firstRecorded(evidence);
        Claims claims = evidence.claims();
        byPass(evidence).forEach((pass, bodies) -> {
            checkPass(pass.execution(), bodies, steps, findings);
            checkRecordedBefore(claims, bodies, byBranch, steps, recorded, findings);
        });
    }

    private static void checkPositions(Branch branch, List<StepRow> rows, Findings findings) {
        for (int i = 0; i < rows.size(); i++) {
            findings.check(
                    rows.get(i).position() == i + 1,
                    "%s: step %s has position %s, expected %s",
                    branch,
                    rows.get(i).step(),
                    rows.get(i).position(),
                    i + 1);
        }
    }

    private static void checkPass(
            Execution execution, List<Body> bodies, Map<StepRef, StepRow> steps, Findings findings) {
        int position = 0;
        for (Body body : bodies) {
            StepRow row = steps.get(body.step());
            if (row != null) {
                findings.check(
                        row.position() >= position,
                        "%s: %s (position %s) started after position %s",
                        execution,
                        body,
                        row.position(),
                        position);
                position = row.position();
            }
        }
    }

    /** The step before must be on record, as the proxies saw the server's word, when a body starts. */
    private static void checkRecordedBefore(
            Claims claims,
            List<Body> bodies,
            Map<Branch, List<StepRow>> byBranch,
            Map<StepRef, StepRow> steps,
            Map<StepRef, Long> recorded,
            Findings findings) {
        for (Body body : bodies) {
            StepRow row = steps.get(body.step());
            OptionalLong claim = claims.of(body.execution());
            if (row == null || row.position() < 2 || claim.isEmpty()) {
                continue;
            }
            List<StepRow> rows = byBranch.getOrDefault(Branch.of(body.step()), List.of());
            StepRow before = rows.size() < row.position() ? null : rows.get(row.position() - 2);
            Long atNanos = before == null ? null : recorded.get(before.step());
            if (before != null && before.hasBody() && atNanos != null && before.claim() == claim.getAsLong()) {
                findings.check(
                        atNanos <= body.startedNanos(),
                        "%s started %s ms before %s was on record",
                        body,
                        (atNanos - body.startedNanos()) / 1_000_000,
                        before.step());
            }
        }
    }

    private static Map<Pass, List<Body>> byPass(Evidence evidence) {
        Map<Pass, List<Body>> bodies = new HashMap<>();
        evidence.ledger().bodies().stream()
                .sorted(Comparator.comparingLong(Body::order))
                .forEach(body -> bodies.computeIfAbsent(
                                new Pass(body.execution(), Branch.of(body.step())), key -> new ArrayList<>())
                        .add(body));
        return bodies;
    }

    private static Map<StepRef, Long> firstRecorded(Evidence evidence) {
        Map<StepRef, Long> nanos = new HashMap<>();
        for (Wire.Reported report : evidence.wire().reports()) {
            StepRef step = report.step();
            if (step != null && report.ok() && report.recordsOutcome()) {
                nanos.merge(step, report.passage().answeredNanos(), Math::min);
            }
        }
        return nanos;
    }
}
