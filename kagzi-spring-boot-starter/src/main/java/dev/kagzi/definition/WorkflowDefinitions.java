package dev.kagzi.definition;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** All workflows of the application. */
public final class WorkflowDefinitions {

    private final List<WorkflowDefinition> all;
    private final ReferencedWorkflows referenced;

    WorkflowDefinitions(List<WorkflowDefinition> all, UnaryOperator<String> placeholders) {
        this.all = List.copyOf(all);
        this.referenced = new ReferencedWorkflows(() -> this.all, placeholders);
    }

    /** Every workflow in every version. */
    public List<WorkflowDefinition> all() {
        return all;
    }

    /** The workflows that method references mean: these, and those of other applications. */
    public ReferencedWorkflows referenced() {
        return referenced;
    }

    /** The workflow of this name or alias in this version. */
    public Optional<WorkflowDefinition> get(String name, int version) {
        return named(name).filter(definition -> definition.version() == version).findFirst();
    }

    /** The workflow of this name or alias in its highest version. */
    public Optional<WorkflowDefinition> byName(String name) {
        return named(name).max(Comparator.comparingInt(WorkflowDefinition::version));
    }

    private Stream<WorkflowDefinition> named(String name) {
        return all.stream()
                .filter(definition ->
                        definition.name().equals(name) || definition.aliases().contains(name));
    }
}
