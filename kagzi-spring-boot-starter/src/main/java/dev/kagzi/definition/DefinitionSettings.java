package dev.kagzi.definition;

import java.util.Map;

/**
 * What the configuration says about workflows.
 *
 * @param retry {@code kagzi.retry.*}
 * @param workflows {@code kagzi.workflows.<name>.*}
 */
public record DefinitionSettings(RetrySettings retry, Map<String, WorkflowSettings> workflows) {

    /** Nothing configured. */
    public static final DefinitionSettings NONE = new DefinitionSettings(RetrySettings.NONE, Map.of());

    public DefinitionSettings {
        workflows = Map.copyOf(workflows);
    }

    WorkflowSettings workflow(String name) {
        return workflows.getOrDefault(name, WorkflowSettings.NONE);
    }
}
