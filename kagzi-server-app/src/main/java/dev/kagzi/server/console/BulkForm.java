package dev.kagzi.server.console;

import dev.kagzi.protocol.BulkAction;
import dev.kagzi.protocol.BulkFilter;
import dev.kagzi.protocol.StartBulk;
import dev.kagzi.server.input.Violations;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done to many runs.
 *
 * @param reason of a cancel
 * @param madeId made with the form, so that one that is sent twice is one job
 * @param runId the runs that are selected; none where all are meant that fit the filters of the list
 */
public record BulkForm(
        @Nullable String action,
        @Nullable String reason,
        @Nullable Boolean dryRun,
        @Nullable UUID madeId,
        @Nullable List<UUID> runId) {

    /** @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read */
    StartBulk request(RunQuery query, TypedText text, Instant now) {
        Violations violations = new Violations();
        violations.require(TypedText.given(action) != null, "/action", "has to be chosen");
        BulkAction what = text.oneOf(violations, "/action", action, BulkAction.class);
        violations.throwIfAny();
        return new StartBulk(
                Objects.requireNonNull(what),
                runId == null || runId.isEmpty() ? query.bulkFilter(text, now) : ofRuns(runId),
                Boolean.TRUE.equals(dryRun),
                what == BulkAction.CANCEL ? TypedText.given(reason) : null);
    }

    private static BulkFilter ofRuns(List<UUID> runIds) {
        return new BulkFilter(null, null, null, null, null, null, null, null, runIds);
    }
}
