package dev.kagzi.server.console;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.server.input.Violations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The time of a backfill as it is typed: in UTC, or in the zone of the schedule.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record BackfillForm(@Nullable String from, @Nullable String to) {

    private static final Duration A_DAY = Duration.ofDays(1);

    static BackfillForm ofLastDay(Instant now) {
        Instant to = now.truncatedTo(ChronoUnit.SECONDS);
        return new BackfillForm(to.minus(A_DAY).toString(), to.toString());
    }

    boolean isEmpty() {
        return from == null && to == null;
    }

    /**
     * @param isPreview whether it is only asked what it would start
     * @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read
     */
    Backfill request(TypedText text, ZoneId zone, boolean isPreview) {
        Violations violations = new Violations();
        Instant begin = time(violations, "/from", from, text, zone);
        Instant end = time(violations, "/to", to, text, zone);
        violations.throwIfAny();
        return new Backfill(Objects.requireNonNull(begin), Objects.requireNonNull(end), isPreview);
    }

    private static @Nullable Instant time(
            Violations violations, String pointer, @Nullable String typed, TypedText text, ZoneId zone) {
        violations.require(TypedText.given(typed) != null, pointer, "must not be empty");
        return text.instant(violations, pointer, typed, zone);
    }
}
