package dev.kagzi.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.definition.WorkflowDefinitions;
import java.lang.reflect.Method;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ReflectionUtils;

/** The same in applications that were processed ahead of time. */
@CompileWithForkedClassLoader
class AheadOfTimeTests extends InterceptTests {

    @Test
    void theWorkflowIsOfTheUsersClassAndItsBeanOfTheSubclass() {
        withContext(List.of(Letters.class), context -> {
            assertThat(context.getBean(Letters.class)).isInstanceOf(EnhancedBean.class);
            assertThat(context.getBean(WorkflowDefinitions.class).all())
                    .singleElement()
                    .extracting(definition -> definition.method().beanClass())
                    .isEqualTo(Letters.class);
        });
    }

    @Test
    void payloadsAndMethodsAreKnownToReflection() {
        TestGenerationContext generation = new TestGenerationContext();
        process(List.of(Letters.class), generation);
        Method write = ReflectionUtils.findMethod(Letters.class, "write", Letter.class);

        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(write))
                .accepts(generation.getRuntimeHints());
        for (Class<?> payload : List.of(Letter.class, Address.class, Stamp.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(payload)).accepts(generation.getRuntimeHints());
        }
    }

    @Test
    void whatIsNotMadeByItsConstructorIsRefused() {
        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> withContext(List.of(Factory.class), context -> {}))
                .havingRootCause()
                .isInstanceOf(InvalidDefinitionException.class)
                .withMessageContaining("was not made by its constructor");
    }

    @Override
    void withContext(List<Class<?>> classes, Consumer<ApplicationContext> test) {
        TestGenerationContext generation = new TestGenerationContext();
        ClassName initializer = process(classes, generation);
        TestCompiler.forSystem().with(generation).compile(compiled -> {
            try (GenericApplicationContext context = new GenericApplicationContext()) {
                setGreeting(context);
                initializer(compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()))
                        .initialize(context);
                context.refresh();
                test.accept(context);
            }
        });
    }

    private static ClassName process(List<Class<?>> classes, TestGenerationContext generation) {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            setGreeting(context);
            context.register(Clocks.class, KagziDefinitionAutoConfiguration.class);
            context.register(classes.toArray(Class<?>[]::new));
            ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
            generation.writeGeneratedContent();
            return initializer;
        }
    }

    private static void setGreeting(GenericApplicationContext context) {
        TestPropertyValues.of("greeting=hello").applyTo(context);
    }

    @SuppressWarnings("unchecked")
    private static ApplicationContextInitializer<GenericApplicationContext> initializer(
            ApplicationContextInitializer<?> generated) {
        return (ApplicationContextInitializer<GenericApplicationContext>) generated;
    }

    record Address(String city) {}

    record Letter(List<Address> to) {}

    record Stamp(int cents) {}

    @Workflow
    static class Letters {

        public void write(Letter letter) {
            stamp();
        }

        @Step
        List<Stamp> stamp() {
            return List.of(new Stamp(80));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Factory {

        @Bean
        Letters letters() {
            return new Letters();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Clocks {

        @Bean
        Clock utc() {
            return Clock.systemUTC();
        }
    }
}
