package dev.kagzi.definition;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The beans that declare workflows or steps, as start-up finds them. */
public final class DeclaredBeans {

    private final Map<String, DeclaredBean> beans = new LinkedHashMap<>();
    private final UnaryOperator<String> placeholders;
    private final WorkflowReader workflows;
    private final StepReader steps;

    /** @param placeholders resolves {@code ${…}}; fails with an IllegalArgumentException where it cannot */
    public DeclaredBeans(UnaryOperator<String> placeholders) {
        this.placeholders = placeholders;
        this.workflows = new WorkflowReader(placeholders);
        this.steps = new StepReader(placeholders);
    }

    /** Whether beans of this class need enhancement: the class or an ancestor declares a workflow or a step. */
    public static boolean areOf(Class<?> type) {
        return !type.getName().startsWith("org.springframework.") && Declarations.areOn(type);
    }

    /**
     * Reads what the class of a bean declares.
     *
     * @param type the user's class
     * @throws InvalidDefinitionException when it cannot work
     */
    public DeclaredBean add(String name, Class<?> type) {
        new BeanClass(type).requireExtensible();
        DeclaredBean bean = new DeclaredBean(name, type, workflows.read(name, type), steps.read(type));
        beans.put(name, bean);
        return bean;
    }

    /** All beans found so far. */
    public Collection<DeclaredBean> all() {
        return Collections.unmodifiableCollection(beans.values());
    }

    /**
     * Gives every value its effective setting.
     *
     * @throws InvalidDefinitionException when names are taken twice, or settings name what does not exist
     */
    public WorkflowDefinitions resolve(DefinitionSettings settings) {
        return new WorkflowDefinitions(new DefinitionResolver(beans.values(), settings).resolve(), placeholders);
    }
}
