package dev.kagzi.definition;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import java.lang.reflect.Method;
import java.util.Set;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Finds the annotations, also where they are meta-annotations, and where a superclass, an interface or an overridden method
 * carries them: whatever looks durable is.
 */
final class Declarations {

    private Declarations() {}

    static boolean areOn(Class<?> type) {
        return AnnotationUtils.isCandidateClass(type, Set.of(Workflow.class, Step.class))
                && (workflow(type).isPresent()
                        || !workflowMethods(type).isEmpty()
                        || !stepMethods(type).isEmpty());
    }

    static MergedAnnotation<Workflow> workflow(Class<?> type) {
        return MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).get(Workflow.class);
    }

    static MergedAnnotation<Workflow> workflow(Method method) {
        return annotations(method).get(Workflow.class);
    }

    static MergedAnnotation<Step> step(Method method) {
        return annotations(method).get(Step.class);
    }

    static MergedAnnotations annotations(Method method) {
        return MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
    }

    static Set<Method> workflowMethods(Class<?> type) {
        return methods(type, method -> workflow(method).isPresent() ? true : null);
    }

    static Set<Method> stepMethods(Class<?> type) {
        return methods(type, method -> step(method).isPresent() ? true : null);
    }

    private static Set<Method> methods(Class<?> type, MetadataLookup<Boolean> lookup) {
        return MethodIntrospector.selectMethods(type, lookup).keySet();
    }
}
