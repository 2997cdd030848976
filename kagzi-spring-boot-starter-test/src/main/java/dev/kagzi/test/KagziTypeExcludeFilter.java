package dev.kagzi.test;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.autoconfigure.KagziClientCustomizer;
import dev.kagzi.serialization.PayloadCodec;
import dev.kagzi.worker.RunListener;
import dev.kagzi.worker.StepInterceptor;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Lets {@link KagziTest} find beans with workflows and steps, and what Kagzi calls. */
final class KagziTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<KagziTest> {

    private static final Set<Class<?>> CALLED_BY_KAGZI =
            Set.of(StepInterceptor.class, RunListener.class, PayloadCodec.class, KagziClientCustomizer.class);

    private final Class<?>[] workflows;

    KagziTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
        this.workflows = getAnnotation().getValue("workflows", Class[].class).orElseGet(() -> new Class<?>[0]);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return CALLED_BY_KAGZI;
    }

    @Override
    protected Set<Class<?>> getComponentIncludes() {
        return Set.of(workflows);
    }

    @Override
    protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
        return super.defaultInclude(reader, factory)
                || workflows.length == 0 && hasWorkflow(reader.getAnnotationMetadata());
    }

    private static boolean hasWorkflow(AnnotationMetadata bean) {
        return bean.isAnnotated(Workflow.class.getName())
                || bean.hasAnnotatedMethods(Workflow.class.getName())
                || bean.hasAnnotatedMethods(Step.class.getName());
    }
}
