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
        Map<StepRef, List<Body>> allBodies =
                evidence.ledger().bodies().stream().collect(Collectors.groupingBy(Body::step));
        bodies.forEach((of, all) ->
                checkStep(evidence.setting().policy(of.step().name()), all, before(of, allBodies), findings));
        for (StepRow row : evidence.tables().steps()) {
            if (row.hasBody() && row.recorded()) {
                checkCount(evidence, row, allBodies.getOrDefault(row.step(), List.of()), findings);
            }
        }
    }

    /** @param before of earlier attempts of the run: what ended it may have come between two attempts of the step */
    private static void checkStep(StepPolicy policy, List<Body> bodies, List<Body> before, Findings findings) {
        for (Body body : bodies) {
            findings.check(
                    body.attempt() <= policy.maxAttempts(), "%s: at most %s attempts", body, policy.maxAttempts());
            if (body.attempt() == 1) {
                continue;
            }
            OptionalLong failed = failed(bodies, body.attempt() - 1);
            OptionalLong ended = failed.isPresent() ? failed : failed(before, body.attempt() - 1);
            findings.check(ended.isPresent(), "%s: no attempt before it failed", body);
            ended.ifPresent(nanos -> findings.check(
                    body.startedNanos() - nanos + ROUNDING
                            >= policy.pauseAfter(body.attempt() - 1).toNanos(),
                    "%s: only %s ms after the attempt before it",
                    body,
                    (body.startedNanos() - nanos) / 1_000_000));
        }
    }

    private static List<Body> before(AttemptOf of, Map<StepRef, List<Body>> bodies) {
        return bodies.getOrDefault(of.step(), List.of()).stream()
                .filter(body -> body.execution().runAttempt() < of.runAttempt())
                .toList();
    }

    private static OptionalLong failed(List<Body> bodies, int attempt) {
        return bodies.stream()
                .filter(body -> body.attempt() == attempt && body.ended(Body.Outcome.FAILED))
                .mapToLong(Attempts::endNanos)
                .min();
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
