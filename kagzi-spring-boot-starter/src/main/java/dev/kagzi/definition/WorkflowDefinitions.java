package dev.kagzi.definition;

import dev.kagzi.KagziException;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All workflows of the application. */
public final class WorkflowDefinitions {

    private final List<WorkflowDefinition> all;

    WorkflowDefinitions(List<WorkflowDefinition> all) {
        this.all = List.copyOf(all);
    }

    /** Every workflow in every version. */
    public List<WorkflowDefinition> all() {
        return all;
    }

    /** The workflow of this name or alias in this version. */
    public Optional<WorkflowDefinition> get(String name, int version) {
        return named(name).filter(definition -> definition.version() == version).findFirst();
    }

    /** The workflow of this name or alias in its highest version. */
    public Optional<WorkflowDefinition> byName(String name) {
        return named(name).max(Comparator.comparingInt(WorkflowDefinition::version));
    }

    /**
     * The workflow whose method this is.
     *
     * @param method as the user's class declares it
     * @throws KagziException when several workflows inherit the method
     */
    public Optional<WorkflowDefinition> forMethod(Method method) {
        List<WorkflowDefinition> found = all.stream()
                .filter(definition -> definition.method().method().equals(method))
                .toList();
        if (found.size() > 1) {
            throw new KagziException("The method " + method + " belongs to several workflows: " + found
                    + ". Name the one that is meant in place of the method reference.");
        }
        return found.stream().findFirst();
    }

    private Stream<WorkflowDefinition> named(String name) {
        return all.stream()
                .filter(definition ->
                        definition.name().equals(name) || definition.aliases().contains(name));
    }
}
