package dev.kagzi.intercept;

import dev.kagzi.definition.DeclaredBean;
import java.lang.reflect.Constructor;
import java.lang.reflect.Type;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.aot.BeanRegistrationCode;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragments;
import org.springframework.beans.factory.aot.BeanRegistrationCodeFragmentsDecorator;
import org.springframework.beans.factory.aot.InstanceSupplierCodeGenerator;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.beans.factory.support.RegisteredBean.InstantiationDescriptor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.javapoet.CodeBlock;

/**
 * Lets an application that is processed ahead of time make its workflow beans from the subclass that was generated meanwhile, and
 * tells what is called and read by reflection. The definition keeps the user's class: its constructor has the annotations and
 * generics that the subclass's lacks.
 */
final class AheadOfTimeBeans implements BeanRegistrationAotProcessor {

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        // The bean's class would be the user's.
        Class<?> type = bean.getBeanType().toClass();
        if (!EnhancedBean.class.isAssignableFrom(type)) {
            return null;
        }
        return new EnhancedContribution(bean, declared(bean));
    }

    private static DeclaredBean declared(RegisteredBean bean) {
        return bean.getBeanFactory().getBean(WorkflowBeans.class).declared().all().stream()
                .filter(declared -> declared.name().equals(bean.getBeanName()))
                .findFirst()
                .orElseThrow();
    }

    private record EnhancedContribution(RegisteredBean bean, DeclaredBean declared)
            implements BeanRegistrationAotContribution {

        @Override
        public void applyTo(GenerationContext context, BeanRegistrationCode code) {
            ReflectionHints hints = context.getRuntimeHints().reflection();
            declared.workflowMethods().forEach(method -> hints.registerMethod(method, ExecutableMode.INVOKE));
            declared.stepMethods().forEach(method -> hints.registerMethod(method, ExecutableMode.INVOKE));
            new BindingReflectionHintsRegistrar()
                    .registerReflectionHints(hints, declared.payloadTypes().toArray(Type[]::new));
        }

        @Override
        public BeanRegistrationCodeFragments customizeBeanRegistrationCodeFragments(
                GenerationContext context, BeanRegistrationCodeFragments fragments) {
            return new EnhancedFragments(fragments, bean);
        }
    }

    private static final class EnhancedFragments extends BeanRegistrationCodeFragmentsDecorator {

        private final RegisteredBean bean;
        private final Class<?> enhancedClass;

        EnhancedFragments(BeanRegistrationCodeFragments fragments, RegisteredBean bean) {
            super(fragments);
            this.bean = bean;
            this.enhancedClass = bean.getBeanType().toClass();
        }

        @Override
        public CodeBlock generateSetBeanDefinitionPropertiesCode(
                GenerationContext context,
                BeanRegistrationCode code,
                RootBeanDefinition definition,
                Predicate<String> attributeFilter) {
            return CodeBlock.builder()
                    .add(super.generateSetBeanDefinitionPropertiesCode(context, code, definition, attributeFilter))
                    .addStatement(
                            "$T.setEnhancedClass($L, $T.class)",
                            WorkflowBeans.class,
                            BEAN_DEFINITION_VARIABLE,
                            enhancedClass)
                    .build();
        }

        @Override
        public CodeBlock generateInstanceSupplierCode(
                GenerationContext context, BeanRegistrationCode code, boolean allowDirectSupplierShortcut) {
            return new InstanceSupplierCodeGenerator(
                            context, code.getClassName(), code.getMethods(), allowDirectSupplierShortcut)
                    .generateCode(bean, new InstantiationDescriptor(constructor()));
        }

        private Constructor<?> constructor() {
            Class<?>[] parameters =
                    bean.resolveInstantiationDescriptor().executable().getParameterTypes();
            try {
                return enhancedClass.getDeclaredConstructor(parameters);
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException("The class " + enhancedClass + " lacks a constructor", e);
            }
        }
    }
}
