package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list shows. Sorted where order does not matter, so that the same filter always reads the same.
 *
 * @param workflow a name of today or an alias
 * @param statuses empty for all
 * @param tags all of them have to fit
 * @param createdAfter exclusive, like {@code createdBefore}
 */
public record RunFilter(
        @Nullable String workflow,
        SortedSet<RunStatus> statuses,
        @Nullable String id,
        SortedMap<String, String> tags,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    /** @throws dev.kagzi.server.problem.ProblemException when it asks for what no run can have */
    public RunFilter {
        Violations violations =
                new Violations().text("workflow", workflow, TextRule.NAME).text("id", id, TextRule.ID);
        tags.forEach((name, value) -> {
            violations.text("tag", name, TextRule.TAG_KEY);
            violations.text("tag", value.isEmpty() ? null : value, TextRule.TAG_VALUE);
        });
        violations.throwIfAny();
    }
}
