package dev.kagzi.test.server;

import dev.kagzi.protocol.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which runs a list holds.
 *
 * @param workflow a name of today or an alias
 * @param statuses empty for all
 * @param tags all of them have to fit
 * @param createdAfter exclusive, like {@code createdBefore}
 */
public record RunFilter(
        @Nullable String workflow,
        Set<RunStatus> statuses,
        @Nullable String id,
        Map<String, String> tags,
        @Nullable UUID parent,
        @Nullable String schedule,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {

    /** All runs. */
    public static final RunFilter ALL = new RunFilter(null, Set.of(), null, Map.of(), null, null, null, null);

    public RunFilter {
        statuses = Set.copyOf(statuses);
        tags = Map.copyOf(tags);
        new Checks()
                .text("workflow", workflow, Checks.NAME)
                .text("id", id, Checks.ID)
                .text("schedule", schedule, Checks.NAME)
                .tags("tag", tags)
                .done();
    }

    boolean fits(StoredRun run, Workflows workflows) {
        return (workflow == null || names(workflows).contains(run.workflow))
                && (statuses.isEmpty() || statuses.contains(run.status))
                && (id == null || id.equals(run.id))
                && run.tags.entrySet().containsAll(tags.entrySet())
                && (parent == null || parent.equals(run.origin.parentRunId()))
                && (schedule == null || schedule.equals(run.origin.scheduleId()))
                && (createdAfter == null || run.createdAt.isAfter(createdAfter))
                && (createdBefore == null || run.createdAt.isBefore(createdBefore));
    }

    private List<String> names(Workflows workflows) {
        String name = Objects.requireNonNull(workflow);
        return workflows.find(name).map(Workflows.Known::names).orElse(List.of(name));
    }
}
