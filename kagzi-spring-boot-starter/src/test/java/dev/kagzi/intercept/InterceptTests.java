package dev.kagzi.intercept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.KagziException;
import dev.kagzi.NotInRunException;
import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.worker.BoundRun;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationBeanNameGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class InterceptTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration.class))
            .withBean("utc", Clock.class, Clock::systemUTC)
            .withPropertyValues("greeting=hello");

    abstract static class Inherited {

        final List<String> log = new ArrayList<>();

        @Step
        protected void inherited() {
            log.add("inherited");
        }
    }

    interface WithDefault {

        @Step
        default String byDefault() {
            return "default";
        }
    }

    @Workflow
    static class OrderWorkflow extends Inherited implements WithDefault {

        private final String greeting;
        private final ObjectProvider<Clock> clocks;
        private final Clock clock;

        OrderWorkflow(
                @Value("${greeting}") String greeting, ObjectProvider<Clock> clocks, @Qualifier("utc") Clock clock) {
            this.greeting = greeting;
            this.clocks = clocks;
            this.clock = clock;
        }

        public String process(String input, WorkflowContext context) {
            log.add("process");
            packagePrivate(input, 2);
            inherited();
            byDefault();
            return publicStep();
        }

        @Step
        void packagePrivate(String text, int number) {
            log.add(greeting + " " + text + " " + clocks.getObject().equals(clock));
            protectedStep();
        }

        @Step
        protected void protectedStep() {
            log.add("protected");
        }

        @Step
        public String publicStep() {
            plain();
            return "done";
        }

        void plain() {
            log.add("plain");
        }

        @Step
        void failing() throws IOException {
            throw new IOException("broken");
        }

        void again() {
            process("", null);
        }
    }

    @Test
    void callsOnThisAreStepsWhateverTheirVisibility() {
        inRun(OrderWorkflow.class, 1, (context, run) -> {
            OrderWorkflow bean = context.getBean(OrderWorkflow.class);

            assertThat(bean.process("input", null)).isEqualTo("done");

            assertThat(run.calls)
                    .extracting(FakeRun.Called::step)
                    .containsExactly("package-private", "inherited", "by-default", "public-step");
            assertThat(run.calls.get(0).arguments()).isEqualTo(Map.of("text", "input", "number", 2));
            assertThat(bean.log).containsExactly("process", "hello input true", "protected", "inherited", "plain");
        });
    }

    @Test
    void aReplayedStepHasNoBody() {
        inRun(OrderWorkflow.class, 0, (context, run) -> {
            OrderWorkflow bean = context.getBean(OrderWorkflow.class);

            bean.protectedStep();

            assertThat(run.calls).hasSize(1);
            assertThat(bean.log).isEmpty();
        });
    }

    @Test
    void aBodysExceptionReachesTheRunAsItIs() {
        inRun(
                OrderWorkflow.class,
                1,
                (context, run) -> assertThatThrownBy(
                                () -> context.getBean(OrderWorkflow.class).failing())
                        .hasCauseExactlyInstanceOf(IOException.class));
    }

    @Test
    void aWorkflowMethodCalledByWorkflowCodeFails() {
        inRun(OrderWorkflow.class, 0, (context, run) -> {
            OrderWorkflow bean = context.getBean(OrderWorkflow.class);
            bean.process("input", null);

            assertThatExceptionOfType(KagziException.class)
                    .isThrownBy(bean::again)
                    .withMessageContaining("OrderWorkflow.process")
                    .withMessageContaining("ctx.call");
        });
    }

    @Test
    void callsOutsideARunFailAndNameTheRemedies() {
        runner.withUserConfiguration(OrderWorkflow.class).run(context -> {
            OrderWorkflow bean = context.getBean(OrderWorkflow.class);

            assertThatExceptionOfType(NotInRunException.class)
                    .isThrownBy(() -> bean.process("input", null))
                    .withMessageContaining("OrderWorkflow.process");
            assertThatExceptionOfType(NotInRunException.class)
                    .isThrownBy(bean::publicStep)
                    .withMessageContainingAll(
                            "OrderWorkflow.publicStep", "kagzi.start", "ctx.parallel", "plain service");
            assertThat(bean.log).isEmpty();
        });
    }

    @Test
    void anInstanceMadeWithNewIsPlainJava() {
        runner.run(context -> {
            OrderWorkflow plain =
                    new OrderWorkflow("hi", context.getBeanProvider(Clock.class), context.getBean(Clock.class));

            assertThat(plain.process("input", null)).isEqualTo("done");
        });
    }

    @Test
    void contextsOfOneJvmShareTheGeneratedClass() {
        List<Class<?>> classes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runner.withUserConfiguration(OrderWorkflow.class)
                    .run(context ->
                            classes.add(context.getBean(OrderWorkflow.class).getClass()));
        }

        assertThat(classes.get(0)).isSameAs(classes.get(1));
        assertThat(classes.get(0).getName()).contains("OrderWorkflow$$").contains("ByKagzi");
    }

    @Test
    void importedAndScannedBeansAreEnhanced() {
        runner.withUserConfiguration(Importing.class)
                .run(context -> assertThat(context.getBean(OrderWorkflow.class)).isInstanceOf(EnhancedBean.class));
        runner.withUserConfiguration(Scanning.class)
                .run(context -> assertThat(context.getBean(OrderWorkflow.class)).isInstanceOf(EnhancedBean.class));
    }

    @Test
    void aStepOfAnotherBeanIsAStepOfTheRun() {
        inRun(OrderWorkflow.class, 1, (context, run) -> {
            context.getBean(SharedSteps.class).shared();

            assertThat(run.calls).extracting(FakeRun.Called::step).containsExactly("shared");
        });
    }

    @Test
    void aTransactionalStepHasItsTransactionOnSelfCallsInEveryAttempt() {
        inRun(PaymentWorkflow.class, 2, (context, run) -> {
            context.getBean(PaymentWorkflow.class).process();

            assertThat(context.getBean(Ledger.class).entries)
                    .containsExactly(
                            "begin", "timed", "charge true", "commit", "begin", "timed", "charge true", "commit");
        });
    }

    @Test
    void aTransactionOfAStepOfAnotherBeanBeginsInsideTheStep() {
        inRun(PaymentWorkflow.class, 2, (context, run) -> {
            context.getBean(SharedSteps.class).stored();

            assertThat(run.calls).hasSize(1);
            assertThat(context.getBean(Ledger.class).entries)
                    .containsExactly("begin", "stored true", "commit", "begin", "stored true", "commit");
        });
    }

    @Test
    void aReplayOfAStepOfAnotherBeanOpensNoTransaction() {
        inRun(PaymentWorkflow.class, 0, (context, run) -> {
            context.getBean(SharedSteps.class).stored();

            assertThat(context.getBean(Ledger.class).entries).isEmpty();
        });
    }

    @Test
    void aFailingTransactionalStepRollsBack() {
        inRun(PaymentWorkflow.class, 1, (context, run) -> {
            assertThatThrownBy(() -> context.getBean(PaymentWorkflow.class).declined())
                    .hasMessage("declined");

            assertThat(context.getBean(Ledger.class).entries).containsExactly("begin", "rollback");
        });
    }

    @Test
    void aCompensationIsEnteredThroughAllAdviceOfItsBean() {
        inRun(PaymentWorkflow.class, 1, (context, run) -> {
            context.getBean(PaymentWorkflow.class).lend("Ada");
            run.step(run.calls.get(0).undoing().after("loan 7"));

            assertThat(run.calls.get(1).arguments()).isEqualTo(Map.of("name", "Ada", "loan", "loan 7"));
            assertThat(context.getBean(Ledger.class).entries)
                    .containsExactly("begin", "timed", "Ada gives back loan 7 true", "commit");
        });
    }

    private void inRun(Class<?> workflow, int executions, BiConsumer<ApplicationContext, FakeRun> test) {
        withContext(List.of(workflow, SharedSteps.class, Ledger.class, Advice.class), context -> {
            WorkflowDefinition definition =
                    context.getBean(WorkflowDefinitions.class).all().get(0);
            FakeRun run = new FakeRun(definition, executions);
            BoundRun.execute(run, () -> test.accept(context, run));
        });
    }

    /** Makes an application of these classes, {@code greeting} and a clock {@code utc}. */
    void withContext(List<Class<?>> classes, Consumer<ApplicationContext> test) {
        runner.withUserConfiguration(classes.toArray(Class<?>[]::new)).run(test::accept);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(OrderWorkflow.class)
    static class Importing {}

    @Configuration(proxyBeanMethods = false)
    @ComponentScan(
            nameGenerator = AnnotationBeanNameGenerator.class,
            useDefaultFilters = false,
            includeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = OrderWorkflow.class))
    static class Scanning {}

    static class Ledger {

        final List<String> entries = new ArrayList<>();

        void add(String entry) {
            entries.add(entry);
        }
    }

    @Workflow
    static class PaymentWorkflow {

        private final Ledger ledger;

        PaymentWorkflow(Ledger ledger) {
            this.ledger = ledger;
        }

        public void process() {
            charge();
        }

        @Step
        @Transactional
        @Timed
        void charge() {
            ledger.add("charge " + TransactionSynchronizationManager.isActualTransactionActive());
        }

        @Step(compensate = "giveBack")
        String lend(String name) {
            return "loan";
        }

        @Transactional
        @Timed
        void giveBack(String name, String loan) {
            ledger.add(
                    name + " gives back " + loan + " " + TransactionSynchronizationManager.isActualTransactionActive());
        }

        @Step
        @Transactional
        void declined() {
            throw new IllegalStateException("declined");
        }
    }

    static class SharedSteps {

        private final Ledger ledger;

        SharedSteps(Ledger ledger) {
            this.ledger = ledger;
        }

        @Step
        void shared() {}

        @Step
        @Transactional
        void stored() {
            ledger.add("stored " + TransactionSynchronizationManager.isActualTransactionActive());
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Timed {}

    @Aspect
    static class TimedAspect {

        private final Ledger ledger;

        TimedAspect(Ledger ledger) {
            this.ledger = ledger;
        }

        @Around("@annotation(dev.kagzi.intercept.InterceptTests.Timed)")
        Object time(ProceedingJoinPoint call) throws Throwable {
            ledger.add("timed");
            return call.proceed();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAspectJAutoProxy(proxyTargetClass = true)
    @EnableTransactionManagement(proxyTargetClass = true, order = 1)
    @Import(TimedAspect.class)
    static class Advice {

        @Bean
        RecordingTransactions transactions(Ledger ledger) {
            return new RecordingTransactions(ledger);
        }
    }

    static class RecordingTransactions extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        private final transient Ledger ledger;

        RecordingTransactions(Ledger ledger) {
            this.ledger = ledger;
        }

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            ledger.add("begin");
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            ledger.add("commit");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            ledger.add("rollback");
        }
    }
}
