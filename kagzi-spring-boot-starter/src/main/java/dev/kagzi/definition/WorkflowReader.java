package dev.kagzi.definition;

import dev.kagzi.OnLimit;
import dev.kagzi.Overlap;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ReflectionUtils;

/** Reads the workflows of a bean. */
record WorkflowReader(UnaryOperator<String> placeholders) {

    private static final String KIND = "The workflow method";

    List<WorkflowDeclaration> read(String beanName, Class<?> type) {
        MergedAnnotation<Workflow> onClass = Declarations.workflow(type);
        List<Method> annotated = Declarations.workflowMethods(type).stream()
                .sorted(Comparator.comparing(Method::toString))
                .toList();
        if (annotated.isEmpty() && !onClass.isPresent()) {
            return List.of();
        }
        List<Method> methods = annotated.isEmpty() ? List.of(new WorkflowCandidates(type).only()) : annotated;
        boolean ofClass = onClass.isPresent() && methods.size() == 1;
        if (onClass.isPresent() && !ofClass) {
            requireNoName(type, onClass);
        }
        return methods.stream()
                .map(method -> read(
                        beanName,
                        new DeclaredMethod(type, method),
                        onClass,
                        ofClass ? Names.ofWorkflowClass(type) : Names.kebab(method.getName())))
                .toList();
    }

    private WorkflowDeclaration read(
            String beanName, DeclaredMethod declared, MergedAnnotation<Workflow> onClass, String defaultName) {
        declared.requireInterceptable(KIND);
        declared.requireNoTransaction(KIND);
        WorkflowMethod method = method(beanName, declared);
        ReflectionUtils.makeAccessible(declared.method());
        List<MergedAnnotation<?>> annotations = Stream.of(Declarations.workflow(declared.method()), onClass)
                .filter(MergedAnnotation::isPresent)
                .<MergedAnnotation<?>>map(annotation -> annotation)
                .toList();
        Attributes attributes = new Attributes(declared.toString(), annotations, placeholders);
        String name = attributes.text("name");
        Integer version = attributes.number("version");
        return attributes.checked(() -> new WorkflowDeclaration(
                Names.checkedWorkflow(name.isEmpty() ? defaultName : name),
                version == null ? 1 : version,
                attributes.texts("aliases").stream().map(Names::checkedWorkflow).toList(),
                method,
                attributes.retry(),
                new WorkflowDeclaration.Bound(
                        attributes.duration("timeout"), attributes.number("workerConcurrency"), limits(attributes)),
                new WorkflowDeclaration.Triggers(attributes.texts("on"), schedule(attributes))));
    }

    private static ScheduleSettings schedule(Attributes attributes) {
        String cron = attributes.text("cron");
        String zone = attributes.text("zone");
        return ScheduleSettings.of(
                cron.isEmpty() ? null : cron,
                zone.isEmpty() ? null : zone,
                attributes.choice("overlap", Overlap.class),
                attributes.number("catchUp"));
    }

    private static LimitSettings limits(Attributes attributes) {
        String key = attributes.text("concurrencyKey");
        String throttle = attributes.text("throttle");
        return new LimitSettings(
                attributes.number("concurrency"),
                key.isEmpty() ? null : key,
                attributes.choice("onLimit", OnLimit.class),
                throttle.isEmpty() ? null : throttle,
                attributes.numberIfAny("priority"));
    }

    private static WorkflowMethod method(String beanName, DeclaredMethod declared) {
        List<Parameter> parameters = Arrays.asList(declared.method().getParameters());
        List<Parameter> inputs = parameters.stream()
                .filter(parameter -> parameter.getType() != WorkflowContext.class)
                .toList();
        declared.refuseIf(
                inputs.size() > 1,
                KIND,
                "has " + inputs.size() + " inputs",
                "A run has at most one input: put the values into a record.");
        declared.refuseIf(
                parameters.size() - inputs.size() > 1, KIND, "has several contexts", "Take one WorkflowContext.");
        Type resultType = declared.resultType();
        declared.requirePlain(KIND, "result", resultType);
        Type inputType = inputType(declared, inputs);
        return new WorkflowMethod(beanName, declared.beanClass(), declared.method(), inputType, resultType);
    }

    private static @Nullable Type inputType(DeclaredMethod declared, List<Parameter> inputs) {
        if (inputs.isEmpty()) {
            return null;
        }
        Type type = declared.type(inputs.get(0).getParameterizedType());
        declared.requirePlain(KIND, "input", type);
        return type;
    }

    private static void requireNoName(Class<?> type, MergedAnnotation<Workflow> onClass) {
        String name = onClass.getString("name");
        if (!name.isEmpty() || onClass.getStringArray("aliases").length > 0) {
            throw new InvalidDefinitionException(
                    "@Workflow on the class " + type.getName() + " sets names ('" + name
                            + "') and several of its methods are workflows.",
                    "Put name and aliases on the methods.");
        }
    }
}
