package dev.kagzi.definition;

import dev.kagzi.KagziException;
import dev.kagzi.WorkflowReference;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodType;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What a method reference refers to, as its serialized form says.
 *
 * @param type the class before the colons, which may inherit the method
 */
record ReferencedMethod(Class<?> type, Method method) {

    static ReferencedMethod of(WorkflowReference reference) {
        SerializedLambda form = serialized(reference);
        boolean plain = form.getCapturedArgCount() == 0
                && form.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic
                && !form.getImplMethodName().startsWith("lambda$");
        if (!plain) {
            throw notPlain(null);
        }
        try {
            ClassLoader loader = reference.getClass().getClassLoader();
            Class<?> type = descriptor(form.getInstantiatedMethodType(), loader).parameterType(0);
            Class<?> declaring = ClassUtils.forName(form.getImplClass().replace('/', '.'), loader);
            return new ReferencedMethod(type, method(declaring, form, loader));
        } catch (ClassNotFoundException | TypeNotPresentException e) {
            throw notPlain(e);
        }
    }

    private static Method method(Class<?> declaring, SerializedLambda form, @Nullable ClassLoader loader) {
        Class<?>[] parameters =
                descriptor(form.getImplMethodSignature(), loader).parameterArray();
        Method method = ReflectionUtils.findMethod(declaring, form.getImplMethodName(), parameters);
        if (method == null) {
            throw notPlain(null);
        }
        return method;
    }

    private static MethodType descriptor(String text, @Nullable ClassLoader loader) {
        return MethodType.fromMethodDescriptorString(text, loader);
    }

    private static SerializedLambda serialized(WorkflowReference reference) {
        Method replace = ReflectionUtils.findMethod(reference.getClass(), "writeReplace");
        if (replace == null) {
            throw notPlain(null);
        }
        ReflectionUtils.makeAccessible(replace);
        if (ReflectionUtils.invokeMethod(replace, reference) instanceof SerializedLambda form) {
            return form;
        }
        throw notPlain(null);
    }

    private static KagziException notPlain(@Nullable Throwable cause) {
        return new KagziException(
                "The workflow to start is not given by a plain reference to its method. Expected the class and the method, such "
                        + "as 'OrderWorkflow::process', and neither a lambda, a static method nor an object's own method; or "
                        + "start the workflow by its name.",
                cause);
    }
}
