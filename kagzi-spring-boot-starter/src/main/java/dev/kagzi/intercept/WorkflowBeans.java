package dev.kagzi.intercept;

import dev.kagzi.definition.DeclaredBean;
import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.InvalidDefinitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.CannotLoadBeanClassException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.env.Environment;

/** Finds the beans that declare workflows or steps and gives them their generated subclass. */
public final class WorkflowBeans implements BeanFactoryPostProcessor {

    private static final String ENHANCED_CLASS = WorkflowBeans.class.getName() + ".enhancedClass";

    private final DeclaredBeans declared;

    public WorkflowBeans(Environment environment) {
        this.declared = new DeclaredBeans(environment::resolveRequiredPlaceholders);
    }

    /** What was found. */
    public DeclaredBeans declared() {
        return declared;
    }

    /** For generated code: the supplier of this definition makes instances of a subclass that exists already. */
    public static void setEnhancedClass(BeanDefinition definition, Class<?> enhanced) {
        definition.setAttribute(ENHANCED_CLASS, enhanced);
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        for (String name : beanFactory.getBeanDefinitionNames()) {
            BeanDefinition definition = beanFactory.getBeanDefinition(name);
            if (definition.getAttribute(ENHANCED_CLASS) instanceof Class<?> enhanced) {
                declared.add(name, enhanced.getSuperclass());
                BeanEnhancer.activate(enhanced);
            } else if (!definition.isAbstract()) {
                enhance(name, beanFactory);
            }
        }
    }

    /** What is not made by a constructor is left to {@link EnhancementCheck}: only its instance shows whether it is a mock. */
    private void enhance(String name, ConfigurableListableBeanFactory beanFactory) {
        BeanDefinition merged = beanFactory.getMergedBeanDefinition(name);
        Class<?> type = isMadeByConstructor(merged) ? type(name, beanFactory) : null;
        if (type == null || !DeclaredBeans.areOf(type)) {
            return;
        }
        if (!merged.isSingleton()) {
            throw new InvalidDefinitionException(
                    "The bean '" + name + "' of " + type.getName() + " declares workflows or steps and has the scope '"
                            + merged.getScope() + "': a run must find the same bean after a crash.",
                    "Remove the scope; keep what belongs to one run in local variables of the workflow method.");
        }
        DeclaredBean bean = declared.add(name, type);
        ((AbstractBeanDefinition) beanFactory.getBeanDefinition(name)).setBeanClass(BeanEnhancer.enhance(bean));
    }

    private static boolean isMadeByConstructor(BeanDefinition definition) {
        return definition instanceof AbstractBeanDefinition made
                && made.getFactoryMethodName() == null
                && made.getInstanceSupplier() == null;
    }

    private static @Nullable Class<?> type(String name, ConfigurableListableBeanFactory beanFactory) {
        BeanDefinition definition = beanFactory.getBeanDefinition(name);
        if (definition instanceof AbstractBeanDefinition loaded && loaded.hasBeanClass()) {
            return loaded.getBeanClass();
        }
        try {
            return beanFactory.getType(
                    beanFactory.isFactoryBean(name) ? BeanFactory.FACTORY_BEAN_PREFIX + name : name, false);
        } catch (CannotLoadBeanClassException | NoClassDefFoundError ex) {
            return null; // It fails with a better message when, and if, the bean is created.
        }
    }
}
