package dev.kagzi.server.lease;

import dev.kagzi.server.step.ResolvedStep;
import dev.kagzi.server.step.Step;
import dev.kagzi.server.step.StepRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What is stored of the steps of runs while reports about them are decided.
 *
 * @param stored the steps that the reports name
 * @param resolved steps whose wait has resolved while their run was kept, by run
 * @param waiting runs with an open wait, of those whose worker lets them go
 * @param badlyUndone runs with a compensation that failed for good, of those that are being undone
 */
record KnownSteps(
        Map<StepRef, Step> stored, Map<UUID, List<ResolvedStep>> resolved, Set<UUID> waiting, Set<UUID> badlyUndone) {

    List<ResolvedStep> resolvedOf(UUID runId) {
        return resolved.getOrDefault(runId, List.of());
    }
}
