package dev.kagzi.definition;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/** Brings declarations and settings together, and checks what only all of them together show. */
record DefinitionResolver(Collection<DeclaredBean> beans, DefinitionSettings settings) {

    private static final Log logger = LogFactory.getLog(DefinitionResolver.class);

    List<WorkflowDefinition> resolve() {
        List<WorkflowDeclaration> workflows =
                beans.stream().flatMap(bean -> bean.workflows().stream()).toList();
        requireUniqueNames(workflows);
        requireKnownNames(workflows);
        return workflows.stream()
                .map(workflow -> new WorkflowDefinition(workflow, settings, beans))
                .toList();
    }

    private static void requireUniqueNames(List<WorkflowDeclaration> workflows) {
        for (int i = 0; i < workflows.size(); i++) {
            for (WorkflowDeclaration other : workflows.subList(i + 1, workflows.size())) {
                requireDistinct(workflows.get(i), other);
            }
        }
    }

    private static void requireDistinct(WorkflowDeclaration one, WorkflowDeclaration other) {
        if (!one.name().equals(other.name())) {
            requireDistinctAliases(one, other);
        } else if (one.version() == other.version()) {
            throw new InvalidDefinitionException(
                    "Two workflows are named '" + one.name() + "' in version " + one.version() + ": " + one.method()
                            + " (bean '" + one.method().beanName() + "') and " + other.method() + " (bean '"
                            + other.method().beanName() + "').",
                    "Give one of them another @Workflow(name = …), or a version of its own.");
        }
    }

    private static void requireDistinctAliases(WorkflowDeclaration one, WorkflowDeclaration other) {
        Set<String> shared = new TreeSet<>(one.names());
        shared.retainAll(other.names());
        if (!shared.isEmpty()) {
            throw new InvalidDefinitionException(
                    "The workflows '" + one.name() + "' (" + one.method() + ") and '" + other.name() + "' ("
                            + other.method() + ") both answer to " + quoted(shared) + ".",
                    "Remove it from the aliases of one of them.");
        }
    }

    private void requireKnownNames(List<WorkflowDeclaration> workflows) {
        Set<String> known =
                workflows.stream().map(WorkflowDeclaration::name).collect(Collectors.toCollection(TreeSet::new));
        settings.workflows().forEach((name, configured) -> {
            if (!known.contains(name)) {
                throw new InvalidDefinitionException(
                        "The property kagzi.workflows." + name + " names no workflow of this application.",
                        "Correct the name. Known workflows: " + quoted(known) + ".");
            }
            requireKnownSteps(name, configured.steps().keySet(), workflows);
        });
    }

    private void requireKnownSteps(String workflow, Set<String> configured, List<WorkflowDeclaration> workflows) {
        Set<String> known = beans.stream()
                .flatMap(DeclaredBean::executedSteps)
                .map(StepDeclaration::name)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> unknown = new HashSet<>(configured);
        unknown.removeAll(known);
        boolean makesSteps = workflows.stream()
                .anyMatch(declaration -> declaration.name().equals(workflow)
                        && declaration.method().takesContext());
        for (String step : unknown) {
            String property = "kagzi.workflows." + workflow + ".steps." + step;
            if (!makesSteps) {
                throw new InvalidDefinitionException(
                        "The property " + property + " names no step.",
                        "Correct the name. Known steps: " + quoted(known) + ".");
            }
            logger.warn("The property " + property + " names no @Step method and counts only if '" + workflow
                    + "' makes a step of this name through its context; else correct it. Known steps: "
                    + quoted(known) + ".");
        }
    }

    private static String quoted(Set<String> names) {
        return names.isEmpty() ? "none" : "'" + String.join("', '", names) + "'";
    }
}
