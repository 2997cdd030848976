package dev.kagzi.definition;

import dev.kagzi.Workflow;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads the steps of a class. */
record StepReader(UnaryOperator<String> placeholders) {

    private static final String KIND = "The step";

    List<StepDeclaration> read(Class<?> type) {
        List<StepDeclaration> steps = new ArrayList<>();
        Declarations.stepMethods(type).stream()
                .sorted(Comparator.comparing(Method::toString))
                .forEach(method -> steps.add(read(new DeclaredMethod(type, method))));
        for (StepDeclaration step : steps) {
            requireOwnName(step, steps);
        }
        return new CompensationReader(type, placeholders, steps).read();
    }

    private StepDeclaration read(DeclaredMethod declared) {
        Method method = declared.method();
        declared.requireInterceptable(KIND);
        declared.requirePlain(KIND, "result", declared.resultType());
        declared.refuseIf(
                Declarations.annotations(method).isPresent(Workflow.class),
                KIND,
                "is a workflow too",
                "Remove @Step or @Workflow.");
        Attributes attributes = new Attributes(declared.toString(), List.of(Declarations.step(method)), placeholders);
        String name = attributes.text("name");
        return attributes.checked(() -> new StepDeclaration(
                Names.checked(name.isEmpty() ? Names.kebab(method.getName()) : name),
                declared,
                attributes.retry(),
                attributes.duration("timeout"),
                attributes.flag("recordInput"),
                null));
    }

    private static void requireOwnName(StepDeclaration step, List<StepDeclaration> all) {
        List<StepDeclaration> same =
                all.stream().filter(other -> other.name().equals(step.name())).toList();
        if (same.size() > 1) {
            Method first = same.get(0).method();
            Method second = same.get(1).method();
            boolean overloaded = first.getName().equals(second.getName());
            throw new InvalidDefinitionException(
                    "Two steps of " + step.declared().beanClass().getName() + " are named '" + step.name() + "': "
                            + first.toGenericString() + " and " + second.toGenericString() + ".",
                    overloaded
                            ? "Overloaded steps need names of their own: set @Step(name = …)."
                            : "Give one of them another @Step(name = …).");
        }
    }
}
