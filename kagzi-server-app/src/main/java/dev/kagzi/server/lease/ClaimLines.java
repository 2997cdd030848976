package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.server.lease.ClaimRequest.Line;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Translates what a worker wants into lines of waiting runs. Runs stored under an old name stand in lines of their own; runs without a version
 * go to whoever offers the highest one a live worker has.
 */
@Component
class ClaimLines {

    private static final int NO_VERSION_YET = 0;

    private final WorkflowRegistry workflows;

    ClaimLines(WorkflowRegistry workflows) {
        this.workflows = workflows;
    }

    List<Line> of(UUID namespaceId, List<Poll.Wanted> wanted) {
        Map<StoredLine, Line> lines = new LinkedHashMap<>();
        for (Poll.Wanted workflow : wanted) {
            if (workflow.free() > 0 && !workflow.versions().isEmpty()) {
                workflows.find(namespaceId, workflow.name()).ifPresent(known -> add(lines, workflow, known));
            }
        }
        return List.copyOf(lines.values());
    }

    /** A worker may offer a workflow by its old name and its new one, and want the same runs twice. */
    private record StoredLine(String stored, int version) {}

    private static void add(Map<StoredLine, Line> lines, Poll.Wanted wanted, KnownWorkflow known) {
        int highest = Collections.max(wanted.versions());
        for (String stored : known.names()) {
            for (int version : wanted.versions()) {
                add(lines, new Line(wanted.name(), stored, version, version, wanted.free()));
            }
            if (highest >= known.highestLive()) {
                add(lines, new Line(wanted.name(), stored, NO_VERSION_YET, highest, wanted.free()));
            }
        }
    }

    private static void add(Map<StoredLine, Line> lines, Line line) {
        lines.merge(
                new StoredLine(line.stored(), line.version()),
                line,
                (first, second) -> second.runAs() > first.runAs() ? second : first);
    }
}
