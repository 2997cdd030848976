package dev.kagzi.definition;

import dev.kagzi.KagziException;
import dev.kagzi.WorkflowReference;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;

/**
 * Finds the workflow that a method reference means: among those of this application, or else in the annotations of the class, for
 * an application that starts workflows which run elsewhere.
 */
public final class ReferencedWorkflows {

    private final Supplier<List<WorkflowDefinition>> own;
    private final UnaryOperator<String> placeholders;
    /** By the class of the reference, of which there is one for each place in the code. */
    private final Map<Class<?>, WorkflowDefinition> found = new ConcurrentReferenceHashMap<>();

    /**
     * @param own the workflows of this application; asked for at the first use, since they may need the client themselves
     * @param placeholders resolves {@code ${…}} in annotations
     */
    public ReferencedWorkflows(Supplier<List<WorkflowDefinition>> own, UnaryOperator<String> placeholders) {
        this.own = own;
        this.placeholders = placeholders;
    }

    /** The workflow that the reference means. */
    public WorkflowDefinition get(WorkflowReference reference) {
        return found.computeIfAbsent(reference.getClass(), type -> find(ReferencedMethod.of(reference)));
    }

    /** Whether this application declares a workflow of this name or alias. */
    public boolean declare(String workflow) {
        return declared(workflow).isPresent();
    }

    /** The workflow of this application that has this name or alias, in its highest version. */
    public Optional<WorkflowDefinition> declared(String workflow) {
        return own.get().stream()
                .filter(declared ->
                        declared.name().equals(workflow) || declared.aliases().contains(workflow))
                .max(Comparator.comparingInt(WorkflowDefinition::version));
    }

    private WorkflowDefinition find(ReferencedMethod referenced) {
        List<WorkflowDefinition> matching = matching(own.get(), referenced);
        if (matching.isEmpty()) {
            matching = matching(declared(referenced.type()), referenced);
        }
        if (matching.isEmpty()) {
            throw new KagziException(
                    "The method " + referenced.method() + " is no workflow. Put @Workflow on it or on '"
                            + referenced.type().getName() + "', or start the workflow by its name.");
        }
        if (matching.stream().map(WorkflowDefinition::name).distinct().count() > 1) {
            throw new KagziException("The method " + referenced.method() + " belongs to several workflows: " + matching
                    + ". Start the one that is meant by its name.");
        }
        return matching.get(0);
    }

    private List<WorkflowDefinition> declared(Class<?> type) {
        if (!DeclaredBeans.areOf(type)) {
            return List.of();
        }
        DeclaredBeans beans = new DeclaredBeans(placeholders);
        beans.add(type.getName(), type);
        return beans.resolve(DefinitionSettings.NONE).all();
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
