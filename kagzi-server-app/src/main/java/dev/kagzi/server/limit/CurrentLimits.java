package dev.kagzi.server.limit;

import dev.kagzi.protocol.LimitsInForce;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The limits of workflows as they hold now. Read each time, so that a transaction sees what was committed before it asked. */
@Component
public class CurrentLimits {

    private final LimitRepository repository;

    CurrentLimits(LimitRepository repository) {
        this.repository = repository;
    }

    /** Of those of these workflows, by today's names, that have any. */
    public Map<String, WorkflowLimits> of(UUID namespaceId, Collection<String> workflows) {
        return repository.inForce(namespaceId, workflows);
    }

    /** How often those of a workflow have been changed: what a change of them goes back to. */
    public long version(UUID namespaceId, String workflow) {
        return repository.version(namespaceId, workflow);
    }

    /** As people see them, for each of these workflows. */
    public Map<String, LimitsInForce> shown(UUID namespaceId, Collection<String> workflows) {
        Map<String, StoredLimits> stored = repository.find(namespaceId, workflows);
        Map<String, LimitFigures> figures =
                stored.values().stream().anyMatch(limits -> limits.inForce().isAny())
                        ? repository.figures(namespaceId, stored.keySet())
                        : Map.of();
        Map<String, LimitsInForce> shown = new HashMap<>();
        for (String workflow : workflows) {
            shown.put(
                    workflow,
                    stored.getOrDefault(workflow, StoredLimits.NOTHING)
                            .shown(figures.getOrDefault(workflow, LimitFigures.NONE)));
        }
        return shown;
    }
}
