package dev.kagzi.definition;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds the workflow of a class that is annotated itself: its one public method that has no other purpose. */
record WorkflowCandidates(Class<?> type) {

    /** These two are refused on a workflow, so they say more than that another method must be meant. */
    private static final List<String> REFUSED_LATER = List.of("Transactional", "Async");

    Method only() {
        List<Method> candidates = candidates(false);
        if (candidates.isEmpty()) {
            candidates = candidates(true);
        }
        if (candidates.size() != 1) {
            throw noneOrSeveral(candidates);
        }
        return candidates.get(0);
    }

    private List<Method> candidates(boolean withRefused) {
        Set<String> compensations = Declarations.stepMethods(type).stream()
                .map(method -> Declarations.step(method).getString("compensate"))
                .collect(Collectors.toSet());
        return Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(
                        type, method -> method.getDeclaringClass() != Object.class && !method.isSynthetic()))
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.getDeclaringClass().isInterface())
                .filter(method -> !Declarations.step(method).isPresent() && !compensations.contains(method.getName()))
                .filter(method -> !isAccessor(method) && !belongsToFramework(method, withRefused))
                .filter(method -> !overridesFramework(method))
                .sorted(Comparator.comparing(Method::toString))
                .toList();
    }

    private InvalidDefinitionException noneOrSeveral(List<Method> candidates) {
        String found = candidates.isEmpty()
                ? "has no public method that could be its workflow"
                : "has several public methods that could be its workflow: "
                        + candidates.stream().map(Method::getName).collect(Collectors.joining("', '", "'", "'"));
        return new InvalidDefinitionException(
                "The @Workflow class " + type.getName() + " " + found + ".",
                candidates.isEmpty()
                        ? "Make the workflow's method public, or put @Workflow on the method that is meant."
                        : "Put @Workflow on the one that is meant, or make the others package-private.");
    }

    private static boolean isAccessor(Method method) {
        String name = method.getName();
        int parameters = method.getParameterCount();
        boolean returnsSomething = method.getReturnType() != void.class;
        return parameters == 0 && returnsSomething && (startsWord(name, "get") || startsWord(name, "is"))
                || parameters == 1 && startsWord(name, "set");
    }

    private static boolean startsWord(String name, String prefix) {
        return name.startsWith(prefix)
                && name.length() > prefix.length()
                && Character.isUpperCase(name.charAt(prefix.length()));
    }

    private static boolean belongsToFramework(Method method, boolean butRefused) {
        return Declarations.annotations(method).stream()
                .filter(annotation -> !butRefused
                        || !REFUSED_LATER.contains(
                                annotation.getRoot().getType().getSimpleName()))
                .map(annotation -> annotation.getType().getName())
                .anyMatch(
                        name -> name.startsWith("org.springframework.") && !name.startsWith("org.springframework.lang.")
                                || name.startsWith("jakarta."));
    }

    private boolean overridesFramework(Method method) {
        return frameworkAncestors()
                .flatMap(ancestor -> Arrays.stream(ancestor.getMethods()))
                .filter(inherited -> inherited.getName().equals(method.getName()))
                .map(inherited -> ClassUtils.getMostSpecificMethod(inherited, type))
                .map(BridgeMethodResolver::findBridgedMethod)
                .anyMatch(method::equals);
    }

    private Stream<Class<?>> frameworkAncestors() {
        return Ancestors.of(type).stream()
                .filter(ancestor -> ancestor.getName().startsWith("java.")
                        || ancestor.getName().startsWith("org.springframework."));
    }
}
