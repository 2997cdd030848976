package dev.kagzi.server.console;

import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.server.input.Violations;
import org.jspecify.annotations.Nullable;

/**
 * The start of a run as it is typed, or as an address suggests it.
 *
 * @param runId made with the form, so that one that is sent twice starts one run
 * @param tags one {@code name:value} in each line
 */
public record StartForm(
        @Nullable String runId,
        @Nullable String input,
        @Nullable String id,
        @Nullable String priority,
        @Nullable String delay,
        @Nullable String startAt,
        @Nullable String tags,
        @Nullable String version,
        @Nullable String timeout,
        @Nullable String maxAttempts) {

    StartForm withRunId(String made) {
        return new StartForm(made, input, id, priority, delay, startAt, tags, version, timeout, maxAttempts);
    }

    /** Whether anything is given beside the input and the id. */
    public boolean hasMore() {
        for (String field : new @Nullable String[] {priority, delay, startAt, tags, version, timeout, maxAttempts}) {
            if (TypedText.given(field) != null) {
                return true;
            }
        }
        return false;
    }

    /** @throws dev.kagzi.server.problem.ProblemException that names everything that cannot be read */
    StartRun request(String workflow, TypedText text) {
        Violations violations = new Violations();
        Payload payload = text.payload(violations, "/input", input);
        StartRun request = new StartRun(
                workflow,
                payload,
                text.uuid(violations, "/runId", runId),
                TypedText.given(id),
                text.duration(violations, "/delay", delay),
                text.instant(violations, "/startAt", startAt),
                text.number(violations, "/priority", priority),
                text.tags(violations, "/tags", tags),
                text.duration(violations, "/timeout", timeout),
                text.number(violations, "/version", version),
                text.number(violations, "/maxAttempts", maxAttempts),
                null,
                null,
                null);
        violations.throwIfAny();
        return request;
    }
}
