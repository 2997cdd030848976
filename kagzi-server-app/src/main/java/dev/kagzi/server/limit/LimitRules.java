package dev.kagzi.server.limit;

import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.Throttle;
import dev.kagzi.protocol.json.PropertyPath;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.Printable;
import org.jspecify.annotations.Nullable;

/** What limits may be. */
final class LimitRules {

    private LimitRules() {}

    /** @param pointer where the limits stand in the request */
    static void check(Violations violations, String pointer, Limits limits) {
        Integer concurrency = limits.concurrency();
        violations.require(
                concurrency == null || concurrency >= 1,
                pointer + "/concurrency",
                "is %d, expected at least 1".formatted(concurrency));
        checkText(
                violations,
                pointer + "/concurrencyKey",
                limits.concurrencyKey(),
                limits.concurrencyKey() == null || PropertyPath.isPath(limits.concurrencyKey()),
                PropertyPath.EXPECTED);
        checkText(
                violations,
                pointer + "/throttle",
                limits.throttle(),
                limits.throttle() == null || Throttle.parse(limits.throttle()).isPresent(),
                Throttle.EXPECTED);
    }

    private static void checkText(
            Violations violations, String pointer, @Nullable String text, boolean isRight, String expected) {
        if (!isRight && text != null) {
            violations.require(false, pointer, "is '%s', expected %s".formatted(Printable.excerpt(text), expected));
        }
    }
}
