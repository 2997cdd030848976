package dev.kagzi.intercept;

import dev.kagzi.definition.DeclaredBean;
import java.lang.reflect.Method;
import java.util.Set;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;
import org.springframework.cglib.core.ClassGenerator;
import org.springframework.cglib.core.DefaultGeneratorStrategy;
import org.springframework.cglib.core.DefaultNamingPolicy;
import org.springframework.cglib.proxy.Callback;
import org.springframework.cglib.proxy.CallbackFilter;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.cglib.transform.ClassEmitterTransformer;
import org.springframework.cglib.transform.TransformingClassGenerator;

/**
 * Generates the subclass. Application contexts of one JVM share it, so its callbacks know no context: that is in a field of each
 * instance.
 */
final class BeanEnhancer {

    private static final Callback[] CALLBACKS = {new SelfCalledStep(), new CalledWorkflow(), NoOp.INSTANCE};

    private static final Class<?>[] CALLBACK_TYPES = {SelfCalledStep.class, CalledWorkflow.class, NoOp.class};

    private BeanEnhancer() {}

    static Class<?> enhance(DeclaredBean bean) {
        Enhancer enhancer = new Enhancer();
        enhancer.setClassLoader(bean.type().getClassLoader());
        enhancer.setSuperclass(bean.type());
        enhancer.setInterfaces(new Class<?>[] {EnhancedBean.class});
        enhancer.setUseFactory(false);
        enhancer.setNamingPolicy(new Naming());
        enhancer.setStrategy(new WithEntranceField());
        enhancer.setCallbackFilter(new MethodFilter(bean.stepMethods(), bean.workflowMethods()));
        enhancer.setCallbackTypes(CALLBACK_TYPES);
        Class<?> enhanced = enhancer.createClass();
        activate(enhanced);
        return enhanced;
    }

    /** Gives a generated class what its instances call. */
    static void activate(Class<?> enhanced) {
        Enhancer.registerStaticCallbacks(enhanced, CALLBACKS);
    }

    private static final class Naming extends DefaultNamingPolicy {

        @Override
        protected String getTag() {
            return "ByKagzi";
        }
    }

    private static final class WithEntranceField extends DefaultGeneratorStrategy {

        @Override
        protected ClassGenerator transform(ClassGenerator generator) {
            return new TransformingClassGenerator(generator, new ClassEmitterTransformer() {
                @Override
                public void end_class() {
                    declare_field(Opcodes.ACC_PUBLIC, StepEntrance.FIELD, Type.getType(Object.class), null);
                    super.end_class();
                }
            });
        }
    }

    /** A record, because equal filters let contexts share the generated class. */
    private record MethodFilter(Set<Method> steps, Set<Method> workflows) implements CallbackFilter {

        @Override
        public int accept(Method method) {
            if (steps.contains(method)) {
                return 0;
            }
            return workflows.contains(method) ? 1 : 2;
        }
    }
}
