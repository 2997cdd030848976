package dev.kagzi.definition;

import dev.kagzi.Workflow;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;

/** Finds the methods that undo the steps of a class. */
record CompensationReader(Class<?> type, UnaryOperator<String> placeholders, List<StepDeclaration> steps) {

    private static final String KIND = "The compensation";

    List<StepDeclaration> read() {
        return steps.stream().map(this::withCompensation).toList();
    }

    private StepDeclaration withCompensation(StepDeclaration step) {
        String name = nameOn(step.method());
        return name.isEmpty() ? step : step.with(read(step, name));
    }

    private CompensationDeclaration read(StepDeclaration step, String name) {
        Method method = method(step, name);
        DeclaredMethod declared = new DeclaredMethod(type, method);
        declared.requireInterceptable(KIND);
        declared.requirePlain(KIND, "result", declared.resultType());
        declared.refuseIf(
                Declarations.annotations(method).isPresent(Workflow.class),
                KIND,
                "is a workflow",
                "Name another method, or remove @Workflow.");
        declared.refuseIf(
                !nameOn(method).isEmpty(),
                KIND,
                "has a compensation itself, which nothing would ever execute",
                "Remove 'compensate' from it.");
        return new CompensationDeclaration(
                ownStep(method).orElseGet(() -> plain(declared)),
                method.getParameterCount() > step.method().getParameterCount());
    }

    private Method method(StepDeclaration step, String name) {
        List<Method> named = MethodIntrospector.selectMethods(type, (MetadataLookup<Boolean>)
                        method -> method.getName().equals(name) ? true : null)
                .keySet()
                .stream()
                .toList();
        List<Method> fitting = named.stream()
                .filter(method -> fits(step.declared(), new DeclaredMethod(type, method)))
                .toList();
        if (fitting.size() != 1) {
            throw refused(step, name, named, fitting);
        }
        return fitting.get(0);
    }

    private static InvalidDefinitionException refused(
            StepDeclaration step, String name, List<Method> named, List<Method> fitting) {
        String found = named.isEmpty()
                ? "there is no method of this name"
                : fitting.isEmpty() ? "it does not fit: " + listed(named) : "several methods fit: " + listed(fitting);
        return new InvalidDefinitionException(
                "The step " + step.declared() + " is to be undone by '" + name + "', but " + found + ".",
                "Name one method of the same class that takes " + parameters(step)
                        + " and, if it wants, the step's result after that.");
    }

    private static String parameters(StepDeclaration step) {
        List<String> types = Stream.of(step.method().getGenericParameterTypes())
                .map(Type::getTypeName)
                .toList();
        return types.isEmpty() ? "nothing" : "(" + String.join(", ", types) + ")";
    }

    private static String listed(List<Method> methods) {
        return String.join(
                ", ", methods.stream().map(Method::toGenericString).sorted().toList());
    }

    private static boolean fits(DeclaredMethod step, DeclaredMethod compensation) {
        List<Type> given = types(step);
        List<Type> taken = types(compensation);
        boolean takesResult = taken.size() == given.size() + 1;
        if (taken.size() != given.size() && !takesResult) {
            return false;
        }
        for (int i = 0; i < given.size(); i++) {
            if (!takes(taken.get(i), given.get(i))) {
                return false;
            }
        }
        return !takesResult || takes(taken.get(given.size()), step.resultType());
    }

    private static List<Type> types(DeclaredMethod method) {
        return Stream.of(method.method().getGenericParameterTypes())
                .map(method::type)
                .toList();
    }

    private static boolean takes(Type taken, Type given) {
        ResolvableType wanted = ResolvableType.forType(taken);
        ResolvableType offered = ResolvableType.forType(given);
        boolean primitive = wanted.toClass().isPrimitive() || offered.toClass().isPrimitive();
        return primitive
                ? ClassUtils.isAssignable(wanted.toClass(), offered.toClass())
                : wanted.isAssignableFrom(offered);
    }

    /** A compensation may be a step in its own right. */
    private Optional<StepDeclaration> ownStep(Method method) {
        return steps.stream().filter(step -> step.method().equals(method)).findFirst();
    }

    private StepDeclaration plain(DeclaredMethod declared) {
        return new StepDeclaration(
                Names.kebab(declared.method().getName()),
                declared,
                new RetryLayer(Source.annotation("@Step", declared.toString()), RetrySettings.NONE),
                null,
                true,
                null);
    }

    /** What undoes the method, or nothing. */
    private String nameOn(Method method) {
        MergedAnnotation<?> step = Declarations.step(method);
        return step.isPresent()
                ? new Attributes(new DeclaredMethod(type, method).toString(), List.of(step), placeholders)
                        .text("compensate")
                : "";
    }
}
