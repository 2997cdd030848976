package dev.kagzi.server.run;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a start may ask for. */
final class StartRules {

    private static final int MAX_PRIORITY = 1_000_000;
    static final Duration FURTHEST = Duration.ofDays(3_650);

    private StartRules() {}

    /** @throws dev.kagzi.server.problem.ProblemException that names everything that is wrong with the request */
    static void check(StartRun start) {
        Violations violations = new Violations();
        checkName(violations, start.workflow());
        violations.text("/id", start.id(), TextRule.ID).tags("/tags", start.tags());
        checkTimes(violations, start);
        checkNumbers(violations, start);
        checkHash(violations, start);
        violations.throwIfAny();
    }

    private static void checkName(Violations violations, @Nullable String workflow) {
        violations
                .require(workflow != null, "/workflow", "has to name a workflow")
                .text("/workflow", workflow, TextRule.NAME);
    }

    private static void checkTimes(Violations violations, StartRun start) {
        violations.require(
                start.delay() == null || start.startAt() == null, "/startAt", "cannot be given together with '/delay'");
        if (start.delay() != null) {
            violations.require(
                    !start.delay().isNegative() && start.delay().compareTo(FURTHEST) <= 0,
                    "/delay",
                    "is '%s', expected at least 0 and at most %d days".formatted(start.delay(), FURTHEST.toDays()));
        }
        if (start.timeout() != null) {
            violations.require(
                    start.timeout().toMillis() > 0 && start.timeout().compareTo(FURTHEST) <= 0,
                    "/timeout",
                    "is '%s', expected more than 0 and at most %d days".formatted(start.timeout(), FURTHEST.toDays()));
        }
    }

    /** What an encoded input is, only those who can read it know. */
    private static void checkHash(Violations violations, StartRun start) {
        Payload input = start.input();
        violations.require(
                start.inputHash() != null || input == null || !input.isEncoded(),
                "/inputHash",
                "is required with '/inputEncoded'");
        violations.text("/inputHash", start.inputHash(), TextRule.HASH);
        violations.limitKey("/concurrencyKey", start.concurrencyKey(), input);
    }

    private static void checkNumbers(Violations violations, StartRun start) {
        if (start.priority() != null) {
            violations.require(
                    Math.abs((long) start.priority()) <= MAX_PRIORITY,
                    "/priority",
                    "is %d, expected between -%d and %d".formatted(start.priority(), MAX_PRIORITY, MAX_PRIORITY));
        }
        checkPositive(violations, "/version", start.version());
        checkPositive(violations, "/maxAttempts", start.maxAttempts());
    }

    private static void checkPositive(Violations violations, String pointer, @Nullable Integer number) {
        if (number != null) {
            violations.require(number >= 1, pointer, "is %d, expected at least 1".formatted(number));
        }
    }
}
