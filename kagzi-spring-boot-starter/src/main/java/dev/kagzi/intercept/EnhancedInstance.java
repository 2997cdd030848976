package dev.kagzi.intercept;

import dev.kagzi.definition.DeclaredBean;
import dev.kagzi.definition.InvalidDefinitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;

/** An enhanced bean as others get it, and the advice around it. */
record EnhancedInstance(DeclaredBean declared, Object bean) {

    /** Lets calls on {@code this} go through the advice, and calls from outside through the run first. */
    void connect() {
        Object target = target();
        if (target == null && Mocks.include(bean)) {
            return;
        }
        if (target == null || AopUtils.isJdkDynamicProxy(bean)) {
            throw new InvalidDefinitionException(
                    "The bean '" + declared.name() + "' of " + declared.type().getName()
                            + " declares workflows or steps and is hidden behind a proxy of its interfaces or of a"
                            + " changing target, so that its steps cannot be entered.",
                    "Let Spring make a proxy of the class: spring.aop.proxy-target-class=true, @Scope(proxyMode = NO).");
        }
        StepEntrance entrance = new StepEntrance(declared.type(), bean);
        entrance.bindTo(target);
        if (bean instanceof Advised advised && !advised.isFrozen()) {
            advised.addAdvisor(0, new StepAdvisor(entrance, declared.stepMethods()));
        }
    }

    private @Nullable Object target() {
        Object current = bean;
        while (current instanceof Advised && AopProxyUtils.getSingletonTarget(current) != null) {
            current = AopProxyUtils.getSingletonTarget(current);
        }
        return current instanceof EnhancedBean && !(current instanceof Advised) ? current : null;
    }
}
