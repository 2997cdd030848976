package dev.kagzi.intercept;

import java.lang.reflect.Method;
import java.util.Set;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;

/** Puts {@link AdvisedStep} around the steps of a bean that has other advice too. */
final class StepAdvisor extends StaticMethodMatcherPointcutAdvisor {

    private static final long serialVersionUID = 1L;

    private final transient StepEntrance entrance;
    private final transient Set<Method> steps;

    StepAdvisor(StepEntrance entrance, Set<Method> steps) {
        super(new AdvisedStep(entrance));
        this.entrance = entrance;
        this.steps = steps;
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return steps.contains(AopUtils.getMostSpecificMethod(method, entrance.beanClass()));
    }
}
