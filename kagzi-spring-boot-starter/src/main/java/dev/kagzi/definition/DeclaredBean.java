package dev.kagzi.definition;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A bean whose class declares workflows or steps. */
public final class DeclaredBean {

    private final String name;
    private final Class<?> type;
    private final List<WorkflowDeclaration> workflows;
    private final List<StepDeclaration> steps;

    DeclaredBean(String name, Class<?> type, List<WorkflowDeclaration> workflows, List<StepDeclaration> steps) {
        this.name = name;
        this.type = type;
        this.workflows = List.copyOf(workflows);
        this.steps = List.copyOf(steps);
    }

    /** Name of the bean. */
    public String name() {
        return name;
    }

    /** The user's class. */
    public Class<?> type() {
        return type;
    }

    /** The methods that runs execute. */
    public Set<Method> workflowMethods() {
        return workflows.stream().map(workflow -> workflow.method().method()).collect(Collectors.toUnmodifiableSet());
    }

    /** The methods that are steps. */
    public Set<Method> stepMethods() {
        return steps.stream().map(StepDeclaration::method).collect(Collectors.toUnmodifiableSet());
    }

    /** Types of what its workflows and steps take and return, generics included. */
    public Set<Type> payloadTypes() {
        return Stream.concat(
                        workflows.stream().flatMap(workflow -> workflow.method().payloadTypes()),
                        executedSteps().flatMap(step -> step.declared().payloadTypes()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Its steps, and what undoes them. */
    Stream<StepDeclaration> executedSteps() {
        return steps.stream()
                .flatMap(step -> Stream.concat(
                        Stream.of(step), Stream.ofNullable(step.compensation()).map(CompensationDeclaration::step)));
    }

    List<WorkflowDeclaration> workflows() {
        return workflows;
    }

    List<StepDeclaration> steps() {
        return steps;
    }
}
