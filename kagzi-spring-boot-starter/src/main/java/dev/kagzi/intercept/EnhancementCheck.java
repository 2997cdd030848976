package dev.kagzi.intercept;

import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.InvalidDefinitionException;
import java.util.Map;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ConcurrentReferenceHashMap;

/** Nothing is ever silently not durable: a bean that declares workflows or steps is enhanced, or start-up fails. */
public final class EnhancementCheck implements BeanPostProcessor, SmartInitializingSingleton {

    private final ConfigurableListableBeanFactory beanFactory;
    private final DeclaredBeans declared;
    private final Map<Class<?>, Boolean> declares = new ConcurrentReferenceHashMap<>();

    public EnhancementCheck(ConfigurableListableBeanFactory beanFactory, DeclaredBeans declared) {
        this.beanFactory = beanFactory;
        this.declared = declared;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
        boolean durable = EnhancedBean.class.isAssignableFrom(type) || !declares(type) || Mocks.include(bean);
        if (!durable) {
            throw new InvalidDefinitionException(
                    "The bean '" + name + "' of " + type.getName() + " declares workflows or steps but was not made by"
                            + " its constructor: it comes from a @Bean method, a supplier, a factory bean or a registered"
                            + " instance, so that its steps would not be durable.",
                    "Let Spring call the constructor: find the class by component scan or name it in @Import; what the"
                            + " @Bean method did belongs into the constructor.");
        }
        return bean;
    }

    /** Lazy beans and registered instances have not been seen so far. */
    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beanFactory.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = beanFactory.getType(name, false);
            if (type != null && !EnhancedBean.class.isAssignableFrom(type) && declares(type)) {
                postProcessAfterInitialization(beanFactory.getBean(name), name);
            }
        }
        declared.all().forEach(bean -> new EnhancedInstance(bean, beanFactory.getBean(bean.name())).connect());
    }

    private boolean declares(Class<?> type) {
        return declares.computeIfAbsent(type, DeclaredBeans::areOf);
    }
}
