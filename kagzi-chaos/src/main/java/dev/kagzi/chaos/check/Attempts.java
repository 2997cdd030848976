package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Setting.StepPolicy;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Only failed bodies use up attempts, no step has more than its share, and none starts before its pause is over. */
final class Attempts implements Invariant {

    private static final long ROUNDING = 1_000_000;

    private record AttemptOf(StepRef step, int runAttempt) {}

    @Override
    public String name() {
        return "I11 attempts and pauses";
    }

    @Override
    public void check(Evidence evidence, Findings findings) {
        Map<AttemptOf, List<Body>> bodies = evidence.ledger().bodies().stream()
                .collect(Collectors.groupingBy(
                        body -> new AttemptOf(body.step(), body.execution().runAttempt())));
        bodies.forEach(
                (step, all) -> checkStep(evidence.setting().policy(step.step().name()), all, findings));
        Map<StepRef, List<Body>> allBodies =
                evidence.ledger().bodies().stream().collect(Collectors.groupingBy(Body::step));
        for (StepRow row : evidence.tables().steps()) {
            if (row.hasBody() && row.recorded()) {
                checkCount(evidence, row, allBodies.getOrDefault(row.step(), List.of()), findings);
            }
        }
    }

    private static void checkStep(StepPolicy policy, List<Body> bodies, Findings findings) {
        for (Body body : bodies) {
            findings.check(
                    body.attempt() <= policy.maxAttempts(), "%s: at most %s attempts", body, policy.maxAttempts());
            if (body.attempt() == 1) {
                continue;
            }
            OptionalLong failed = bodies.stream()
                    .filter(earlier -> earlier.attempt() == body.attempt() - 1 && earlier.ended(Body.Outcome.FAILED))
                    .mapToLong(Attempts::endNanos)
                    .min();
            findings.check(failed.isPresent(), "%s: no attempt before it failed", body);
            failed.ifPresent(nanos -> findings.check(
                    body.startedNanos() - nanos + ROUNDING
                            >= policy.pauseAfter(body.attempt() - 1).toNanos(),
                    "%s: only %s ms after the attempt before it",
                    body,
                    (body.startedNanos() - nanos) / 1_000_000));
        }
    }

    private static void checkCount(Evidence evidence, StepRow row, List<Body> bodies, Findings findings) {
        int max = evidence.setting().policy(row.step().name()).maxAttempts();
        findings.check(row.attempts() <= max, "step %s: %s attempts, at most %s", row.step(), row.attempts(), max);
        findings.check(
                bodies.stream().anyMatch(body -> body.attempt() == row.attempts()),
                "step %s is recorded with %s attempts, its bodies had %s",
                row.step(),
                row.attempts(),
                bodies.stream().map(Body::attempt).distinct().toList());
    }

    private static long endNanos(Body body) {
        Body.Ending ending = body.ending();
        return ending == null ? Long.MAX_VALUE : ending.nanos();
    }
}
