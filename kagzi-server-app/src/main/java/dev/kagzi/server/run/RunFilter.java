package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list shows. Sorted where order does not matter, so that the same filter always reads the same.
 *
 * @param workflow a name of today or an alias
 * @param statuses empty for all
 * @param tags all of them have to fit
 * @param parent the run that has started them
 * @param schedule the schedule that has started them
 * @param createdAfter exclusive, like {@code createdBefore}
 */
public record RunFilter(
        @Nullable String workflow,
        SortedSet<RunStatus> statuses,
        @Nullable String id,
        SortedMap<String, String> tags,
        @Nullable UUID parent,
        @Nullable String schedule,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    /** All runs there are. */
    public static final RunFilter ALL =
            new RunFilter(null, new TreeSet<>(), null, new TreeMap<>(), null, null, null, null);

    /** @throws dev.kagzi.server.problem.ProblemException when it asks for what no run can have */
    public RunFilter {
        Violations violations = new Violations()
                .text("workflow", workflow, TextRule.NAME)
                .text("id", id, TextRule.ID)
                .text("schedule", schedule, TextRule.NAME);
        tags.forEach((name, value) -> {
            violations.text("tag", name, TextRule.TAG_KEY);
            violations.text("tag", value.isEmpty() ? null : value, TextRule.TAG_VALUE);
        });
        violations.throwIfAny();
    }

    /** Whether it names a value that few runs have. */
    boolean isOfFew() {
        return id != null || parent != null || schedule != null || !tags.isEmpty();
    }
}
