package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.OpenTransactionException;
import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.serialization.PayloadMapper;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Enhanced beans, Spring's transactions and a worker together. */
@Timeout(60)
class OpenTransactionTests {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration.class))
            .withUserConfiguration(Transactions.class);

    @Test
    void aStepInsideATransactionFailsTheCallAndExecutesNothing() {
        contexts.run(context -> {
            FakeRun run = execute(context, "inside", RunStatus.FAILED);

            assertThat(run.failure.type()).isEqualTo(OpenTransactionException.class.getName());
            assertThat(run.failure.message()).contains("step 'book'").contains("nothing was executed");
            assertThat(run.steps).isEmpty();
            assertThat(context.getBean(Ledger.class)).containsExactly("begin", "rollback");
        });
    }

    @Test
    void aStepAfterATransactionIsExecutedInOneOfItsOwn() {
        contexts.run(context -> {
            FakeRun run = execute(context, "after", RunStatus.COMPLETED);

            assertThat(run.steps).hasSize(1);
            assertThat(context.getBean(Ledger.class)).containsExactly("begin", "commit", "begin", "book", "commit");
        });
    }

    private static FakeRun execute(ApplicationContext context, String workflow, RunStatus end) {
        ManualClock clock = new ManualClock();
        FakeServer server = new FakeServer(clock);
        WorkerSettings settings = new WorkerSettings(1, List.of(), Duration.ZERO, Duration.ZERO);
        Worker.Application application = new Worker.Application(
                new WorkerIdentity("test", null, "default"),
                OfferedWorkflows.of(context.getBean(WorkflowDefinitions.class), settings),
                new PayloadMapper(JsonMapper.shared()),
                context,
                WorkerExtensions.NONE);
        Worker worker = new Worker(server, application, settings, clock, WorkerThreads.create(1));
        worker.start();
        try {
            FakeRun run = server.start(workflow, "null");
            server.await(run, end);
            return run;
        } finally {
            server.shutdown();
            WorkerHarness.stop(worker, clock);
        }
    }

    static class Bookings {

        private final Ledger ledger;
        private final TransactionTemplate transactions;

        Bookings(Ledger ledger, PlatformTransactionManager manager) {
            this.ledger = ledger;
            this.transactions = new TransactionTemplate(manager);
        }

        @Workflow
        public void inside() {
            transactions.executeWithoutResult(open -> book());
        }

        @Workflow
        public void after() {
            transactions.executeWithoutResult(open -> {});
            book();
        }

        @Step(maxAttempts = 1)
        @Transactional
        void book() {
            ledger.add("book");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement(proxyTargetClass = true)
    @Import(Bookings.class)
    static class Transactions {

        @Bean
        Ledger ledger() {
            return new Ledger();
        }

        @Bean
        PlatformTransactionManager transactionManager(Ledger ledger) {
            return new LedgerTransactions(ledger);
        }
    }

    static final class Ledger extends CopyOnWriteArrayList<String> {

        private static final long serialVersionUID = 1L;
    }

    private static final class LedgerTransactions extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        private final transient Ledger ledger;

        LedgerTransactions(Ledger ledger) {
            this.ledger = ledger;
        }

        @Override
        protected Object doGetTransaction() {
            return this;
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
