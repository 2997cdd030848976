package dev.kagzi.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.intercept.EnhancedBean;
import dev.kagzi.protocol.worker.OpenSession;
import dev.kagzi.transport.ServerUnreachableException;
import dev.kagzi.transport.WorkerApi;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.GenericApplicationContext;

/** {@code spring.main.lazy-initialization=true}: nobody asks for the worker, and it works all the same. */
class LazyInitializationTests {

    private final CompletableFuture<OpenSession> opened = new CompletableFuture<>();

    @Test
    void theWorkerStartsWithAllWorkflows() throws Exception {
        try (ConfigurableApplicationContext context = start(OrderWorkflow.class)) {
            assertThat(opened.get(10, TimeUnit.SECONDS).workflows())
                    .extracting(workflow -> workflow.name())
                    .containsExactly("order");
            assertThat(context.getBean(OrderWorkflow.class)).isInstanceOf(EnhancedBean.class);
        }
    }

    @Test
    void wrongDeclarationsFailTheStart() {
        assertThatThrownBy(() -> start(Overloaded.class))
                .hasStackTraceContaining(InvalidDefinitionException.class.getName())
                .hasStackTraceContaining("Overloaded");
    }

    @Test
    void wrongSettingsFailTheStart() {
        assertThatThrownBy(() -> start(OrderWorkflow.class, "--kagzi.workflows.odrer.max-attempts=2"))
                .hasStackTraceContaining("kagzi.workflows.odrer");
    }

    private ConfigurableApplicationContext start(Class<?> workflow, String... arguments) {
        WorkerApi api = mock();
        when(api.open(any())).thenAnswer(call -> {
            opened.complete(call.getArgument(0));
            throw new ServerUnreachableException("Nobody is there", new IOException());
        });
        return new SpringApplicationBuilder(Application.class, workflow)
                .web(WebApplicationType.NONE)
                .properties("spring.main.lazy-initialization=true", "spring.main.banner-mode=off")
                .initializers(context ->
                        ((GenericApplicationContext) context).registerBean("api", WorkerApi.class, () -> api))
                .run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Lazy
    @Workflow
    static class OrderWorkflow {

        public String process(String order) {
            return charge(order);
        }

        @Step
        String charge(String order) {
            return order;
        }
    }

    static class Overloaded extends OrderWorkflow {

        @Step
        String charge(String order, int cents) {
            return order + cents;
        }
    }
}
