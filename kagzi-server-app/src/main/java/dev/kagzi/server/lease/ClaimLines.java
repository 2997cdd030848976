package dev.kagzi.server.lease;

import dev.kagzi.protocol.worker.Poll;
import dev.kagzi.server.lease.ClaimRequest.Line;
import dev.kagzi.server.worker.KnownWorkflow;
import dev.kagzi.server.worker.WorkflowRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        List<Line> lines = new ArrayList<>();
        for (Poll.Wanted workflow : wanted) {
            if (workflow.free() > 0 && !workflow.versions().isEmpty()) {
                workflows.find(namespaceId, workflow.name()).ifPresent(known -> add(lines, workflow, known));
            }
        }
        return lines;
    }

    private static void add(List<Line> lines, Poll.Wanted wanted, KnownWorkflow known) {
        int highest = Collections.max(wanted.versions());
        for (String stored : known.names()) {
            for (int version : wanted.versions()) {
                lines.add(new Line(wanted.name(), stored, version, version, wanted.free()));
            }
            if (highest >= known.highestLive()) {
                lines.add(new Line(wanted.name(), stored, NO_VERSION_YET, highest, wanted.free()));
            }
        }
    }
}
