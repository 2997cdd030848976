package dev.kagzi.server.console;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.WorkflowLoad;
import dev.kagzi.protocol.WorkflowSnapshot;
import dev.kagzi.protocol.WorkflowSnapshot.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow with all that its pages show of it.
 *
 * @param load null for one beyond the first thousand, which are not counted
 * @param schedules the first ones
 */
public record WorkflowView(
        WorkflowSnapshot workflow,
        @Nullable WorkflowLoad load,
        List<ScheduleSnapshot> schedules,
        @Nullable RunSnapshot lastFailure) {

    /** The versions that live workers offer, highest first. */
    public List<Version> liveVersions() {
        return workflow.versions().stream()
                .filter(version -> version.workers() > 0)
                .toList();
    }

    public boolean isOrphan() {
        return liveVersions().isEmpty();
    }

    /** Whether there is anything that holds runs back. */
    public boolean isLimited() {
        return workflow.limits().concurrency() != null || workflow.limits().throttle() != null;
    }

    /** Runs that a limit holds back now, whichever of them it is. */
    public int heldBack() {
        var concurrency = workflow.limits().concurrency();
        var throttle = workflow.limits().throttle();
        return Math.max(concurrency == null ? 0 : concurrency.waiting(), throttle == null ? 0 : throttle.waiting());
    }
}
