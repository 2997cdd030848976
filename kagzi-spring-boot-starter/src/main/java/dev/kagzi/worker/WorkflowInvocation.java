package dev.kagzi.worker;

import dev.kagzi.definition.WorkflowMethod;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.ReflectionUtils;

/** Calls workflow methods on their beans. */
record WorkflowInvocation(BeanFactory beans) {

    /** Throws what the method throws. */
    @Nullable Object invoke(WorkflowMethod workflow, @Nullable Object[] arguments) throws Throwable {
        Object bean = beans.getBean(workflow.beanName());
        Method method = AopUtils.selectInvocableMethod(workflow.method(), bean.getClass());
        ReflectionUtils.makeAccessible(method);
        try {
            return method.invoke(bean, arguments);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getTargetException();
            Throwable hidden = thrown instanceof UndeclaredThrowableException ? thrown.getCause() : null;
            throw hidden == null ? thrown : hidden;
        }
    }
}
