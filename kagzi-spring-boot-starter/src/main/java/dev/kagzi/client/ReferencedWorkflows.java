package dev.kagzi.client;

import dev.kagzi.KagziException;
import dev.kagzi.definition.WorkflowDefinition;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.util.ClassUtils;

/**
 * Finds the workflow that a method reference means: among those of this application, or else in the annotations of the class, for
 * an application that starts workflows which run elsewhere.
 */
final class ReferencedWorkflows {

    private final Supplier<List<WorkflowDefinition>> own;
    private final Function<Class<?>, List<WorkflowDefinition>> declared;

    /**
     * @param own the workflows of this application; asked for at the first use, since they may need the client themselves
     * @param declared the workflows that a class which is no bean declares
     */
    ReferencedWorkflows(Supplier<List<WorkflowDefinition>> own, Function<Class<?>, List<WorkflowDefinition>> declared) {
        this.own = own;
        this.declared = declared;
    }

    WorkflowDefinition get(WorkflowReference reference) {
        ReferencedMethod referenced = ReferencedMethod.of(reference);
        List<WorkflowDefinition> found = matching(own.get(), referenced);
        if (found.isEmpty()) {
            found = matching(declared.apply(referenced.type()), referenced);
        }
        if (found.isEmpty()) {
            throw new KagziException(
                    "The method " + referenced.method() + " is no workflow. Put @Workflow on it or on '"
                            + referenced.type().getName() + "', or start the workflow by its name.");
        }
        if (found.stream().map(WorkflowDefinition::name).distinct().count() > 1) {
            throw new KagziException("The method " + referenced.method() + " belongs to several workflows: " + found
                    + ". Start the one that is meant by its name.");
        }
        return found.get(0);
    }

    private static List<WorkflowDefinition> matching(List<WorkflowDefinition> all, ReferencedMethod referenced) {
        return all.stream().filter(workflow -> matches(workflow, referenced)).toList();
    }

    private static boolean matches(WorkflowDefinition workflow, ReferencedMethod referenced) {
        Class<?> beanClass = workflow.method().beanClass();
        Method method = workflow.method().method();
        return referenced.type().isAssignableFrom(beanClass)
                && method.equals(ClassUtils.getMostSpecificMethod(referenced.method(), beanClass));
    }
}
