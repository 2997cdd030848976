package dev.kagzi.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.protocol.Payload;
import dev.kagzi.restart.GreetingWorkflow;
import dev.kagzi.restart.Name;
import dev.kagzi.restart.RestartedApplication;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.worker.BoundRun;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.ReflectionUtils;

/** DevTools loads the application's classes anew, while those of Kagzi stay. */
class DevToolsRestartTests {

    @Test
    void eachRestartRunsItsOwnClasses() throws Exception {
        Set<Class<?>> seen = new HashSet<>(Set.of(GreetingWorkflow.class));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(seen.add(runOnce())).isTrue();
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static Class<?> runOnce() throws ReflectiveOperationException, IOException {
        URL classes =
                GreetingWorkflow.class.getProtectionDomain().getCodeSource().getLocation();
        try (RestartClassLoader loader =
                new RestartClassLoader(DevToolsRestartTests.class.getClassLoader(), new URL[] {classes})) {
            Thread.currentThread().setContextClassLoader(loader);
            SpringApplication application = new SpringApplication(
                    new DefaultResourceLoader(loader), loader.loadClass(RestartedApplication.class.getName()));
            application.setWebApplicationType(WebApplicationType.NONE);
            try (ConfigurableApplicationContext context = application.run("--kagzi.worker.enabled=false")) {
                return greetOnce(context, loader);
            }
        }
    }

    private static Class<?> greetOnce(ConfigurableApplicationContext context, ClassLoader loader)
            throws ReflectiveOperationException {
        Class<?> workflow = loader.loadClass(GreetingWorkflow.class.getName());
        Object bean = context.getBean(workflow);
        WorkflowDefinition definition =
                context.getBean(WorkflowDefinitions.class).all().get(0);
        Object name = context.getBean(PayloadMapper.class)
                .read(Payload.of("{\"text\":\"Ada\"}"), definition.method().inputType());
        FakeRun run = new FakeRun(definition, 1);

        assertThat(bean).isInstanceOf(EnhancedBean.class);
        assertThat(bean.getClass().getClassLoader()).isSameAs(loader);
        assertThat(name).isInstanceOf(loader.loadClass(Name.class.getName()));
        BoundRun.execute(run, () -> assertThat(greet(workflow, bean, name)).isEqualTo("Hello Ada"));
        assertThat(run.calls).extracting(FakeRun.Called::step).containsExactly("greeting");
        return workflow;
    }

    private static Object greet(Class<?> workflow, Object bean, Object name) {
        Method greet = ReflectionUtils.findMethod(workflow, "greet", name.getClass());
        return ReflectionUtils.invokeMethod(greet, bean, name);
    }
}
