package dev.kagzi.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.AliasFor;

class WorkflowReadingTests {

    record Order(String id) {}

    @Workflow
    static class OrderFulfilmentWorkflow implements InitializingBean, Comparable<OrderFulfilmentWorkflow> {

        public List<Order> process(WorkflowContext ctx, List<Order> orders) {
            return orders;
        }

        @Step
        void mailShipped() {}

        @Override
        public void afterPropertiesSet() {}

        @Override
        public int compareTo(OrderFulfilmentWorkflow other) {
            return 0;
        }

        @EventListener
        public void onEvent(Object event) {}

        public String getName() {
            return "";
        }

        public void setName(String name) {}

        public static void main(String[] args) {}

        @Override
        public String toString() {
            return "";
        }

        void packagePrivate() {}
    }

    @Test
    void findsTheOneMethodOfAClass() {
        WorkflowDefinition workflow = only(OrderFulfilmentWorkflow.class);

        assertThat(workflow.name()).isEqualTo("order-fulfilment");
        assertThat(workflow.version()).isEqualTo(1);
        assertThat(workflow.method().method().getName()).isEqualTo("process");
        assertThat(workflow.method().inputType()).hasToString("java.util.List<" + Order.class.getName() + ">");
        assertThat(workflow.method().resultType()).isEqualTo(workflow.method().inputType());
        assertThat(workflow.steps()).containsOnlyKeys("mail-shipped");
    }

    @Test
    void ordersArgumentsAsTheMethodDoes() {
        WorkflowContext context = Mockito.mock(WorkflowContext.class);

        assertThat(only(OrderFulfilmentWorkflow.class).method().arguments("input", context))
                .containsExactly(context, "input");
    }

    static class Chores {

        @Workflow
        public void cleanUp() {}

        @Workflow(
                name = "${prefix}-nightly",
                aliases = {"old-nightly", "${prefix}-old"},
                version = 3,
                timeout = "${limit}")
        public void nightly(String input) {}

        @Step
        void sweep() {}
    }

    @Test
    void methodsOfABeanAreWorkflowsOfTheirOwn() {
        DeclaredBeans beans =
                new DeclaredBeans(text -> text.replace("${prefix}", "chore").replace("${limit}", "7d"));
        beans.add("chores", Chores.class);

        WorkflowDefinitions definitions = beans.resolve(DefinitionSettings.NONE);

        assertThat(definitions.all())
                .extracting(WorkflowDefinition::name)
                .containsExactlyInAnyOrder("clean-up", "chore-nightly");
        WorkflowDefinition nightly = definitions.get("chore-old", 3).orElseThrow();
        assertThat(nightly.aliases()).containsExactly("old-nightly", "chore-old");
        assertThat(nightly.timeout()).isEqualTo(Duration.ofDays(7));
    }

    @Workflow(name = "decided", maxAttempts = 8, backoff = "8s")
    static class SeveralPublicMethods {

        public void one() {}

        @Workflow(backoff = "9s")
        public void two() {}
    }

    @Test
    void annotatedMethodDecidesAndItsValuesBeatTheClass() {
        WorkflowDefinition workflow = only(SeveralPublicMethods.class);

        assertThat(workflow.name()).isEqualTo("decided");
        assertThat(workflow.method().method().getName()).isEqualTo("two");
        assertThat(workflow.retry().maxAttempts()).isEqualTo(8);
        assertThat(workflow.retry().backoff()).isEqualTo(Duration.ofSeconds(9));
    }

    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @Workflow(maxAttempts = 6)
    @interface Business {

        @AliasFor(annotation = Workflow.class, attribute = "name")
        String value();
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @Step(recordInput = false)
    @interface Secret {

        @AliasFor(annotation = Step.class, attribute = "maxAttempts")
        int tries();
    }

    @Business("composed")
    static class Composed {

        public void process() {}

        @Secret(tries = 2)
        void pay() {}
    }

    @Test
    void bothCanBeMetaAnnotations() {
        WorkflowDefinition workflow = only(Composed.class);
        StepDefinition step = workflow.steps().values().iterator().next();

        assertThat(workflow.name()).isEqualTo("composed");
        assertThat(workflow.retry().maxAttempts()).isEqualTo(6);
        assertThat(step.retry().maxAttempts()).isEqualTo(2);
        assertThat(step.recordInput()).isFalse();
    }

    interface Audited {

        @Step
        default void audit() {}
    }

    abstract static class Base<T> {

        public T process(T input) {
            return input;
        }

        @Step
        protected T load(T input) {
            return input;
        }

        @Step
        void overridden() {}
    }

    @Workflow
    static class Inheriting extends Base<Order> implements Audited {

        @Override
        void overridden() {}
    }

    @Test
    void inheritsMethodStepsAndTypes() {
        WorkflowDefinition workflow = only(Inheriting.class);

        assertThat(workflow.name()).isEqualTo("inheriting");
        assertThat(workflow.method().inputType()).isEqualTo(Order.class);
        assertThat(workflow.steps()).containsOnlyKeys("audit", "load", "overridden");
        assertThat(workflow.steps().get("load").resultType()).isEqualTo(Order.class);
    }

    static class SharedSteps {

        @Step
        void sweep() {}
    }

    @Test
    void stepOfAnotherBeanHasTheSettingsOfTheCallingWorkflow() {
        DeclaredBeans beans = new DeclaredBeans(text -> text);
        beans.add("composed", Composed.class);
        DeclaredBean other = beans.add("shared", SharedSteps.class);

        StepDefinition sweep = beans.resolve(DefinitionSettings.NONE)
                .byName("composed")
                .orElseThrow()
                .step(SharedSteps.class, other.stepMethods().iterator().next())
                .orElseThrow();

        assertThat(sweep.retry().maxAttempts()).isEqualTo(6);
    }

    @Test
    void versionsOfOneWorkflowLiveSideBySide() {
        DeclaredBeans beans = new DeclaredBeans(text -> text);
        beans.add("one", VersionOne.class);
        beans.add("two", VersionTwo.class);

        WorkflowDefinitions definitions = beans.resolve(DefinitionSettings.NONE);

        assertThat(definitions.get("versioned", 1)).isPresent();
        assertThat(definitions.byName("versioned"))
                .hasValueSatisfying(found -> assertThat(found.version()).isEqualTo(2));
    }

    @Workflow(name = "versioned")
    static class VersionOne {

        public void process() {}
    }

    @Workflow(name = "versioned", version = 2)
    static class VersionTwo {

        public void process() {}
    }

    @ParameterizedTest
    @CsvSource({"process, process", "mailShipped, mail-shipped", "readURLNow, read-url-now", "step2Go, step2-go"})
    void namesAreInKebabCase(String method, String name) {
        assertThat(Names.kebab(method)).isEqualTo(name);
    }

    @Test
    void plainClassesDeclareNothing() {
        assertThat(Set.of(String.class, Order.class)).noneMatch(DeclaredBeans::areOf);
    }

    private static WorkflowDefinition only(Class<?> type) {
        DeclaredBeans beans = new DeclaredBeans(text -> text);
        beans.add("bean", type);
        List<WorkflowDefinition> all = beans.resolve(DefinitionSettings.NONE).all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
