package dev.kagzi.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.KagziException;
import dev.kagzi.client.IdConflictException;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.OutboxFullException;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunNotStartedException;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.client.TimeoutException;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ServerUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class MemoryOutboxTests {

    private static final Pace FAST = new Pace(
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60));

    private final RecordingServer server = new RecordingServer();
    private final MemoryOutbox outbox = outbox(3);
    private final KagziClient kagzi = client(outbox);
    private final DataSourceTransactionManager manager = new DataSourceTransactionManager(dataSource());
    private final TransactionTemplate transaction = template(TransactionDefinition.PROPAGATION_REQUIRED);
    private final TransactionTemplate nested = template(TransactionDefinition.PROPAGATION_NESTED);
    private final TransactionTemplate requiresNew = template(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    private final TransactionTemplate notSupported = template(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void sendsAfterTheCommitInOrder() {
        transaction.executeWithoutResult(open -> {
            kagzi.start("first").send();
            kagzi.emit("second", "key", "data");
            kagzi.start("third").send();
            assertThat(server.requests()).isZero();
            assertThat(outbox.waiting()).isEqualTo(3);
        });
        assertThat(List.of(server.next(), server.next(), server.next())).containsExactly("first", "second", "third");
    }

    @Test
    void sendsNothingAfterARollback() {
        transaction.executeWithoutResult(open -> {
            kagzi.start("never").send();
            kagzi.emit("never", null);
            open.setRollbackOnly();
        });
        transaction.executeWithoutResult(open -> kagzi.start("later").send());
        assertThat(server.next()).isEqualTo("later");
        outbox.close();
        assertThat(server.names()).containsExactly("later");
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void outsideATransactionSendsAtOnce() {
        kagzi.start("start").send();
        kagzi.emit("event", null);
        notTransactional().executeWithoutResult(open -> kagzi.start("supports").send());
        assertThat(server.names()).containsExactly("start", "event", "supports");
    }

    @Test
    void immediatelyDoesNotWaitForTheCommit() {
        transaction.executeWithoutResult(open -> {
            kagzi.start("start").immediately().send();
            kagzi.immediately().start("view").send();
            kagzi.immediately().emit("event", null);
            assertThat(server.names()).containsExactly("start", "view", "event");
            open.setRollbackOnly();
        });
        assertThat(server.names()).hasSize(3);
    }

    @Test
    void aRunThatIsNotThereYetCannotBeAskedForAnything() {
        transaction.executeWithoutResult(open -> {
            Run<Object> run = kagzi.start("order", 42).id("order-42").send();
            assertThat(run.workflow()).isEqualTo("order");
            assertThat(run.id()).isEqualTo("order-42");
            assertThat(run.runId()).hasSize(36);
            List<Runnable> questions = List.of(
                    run::status,
                    run::result,
                    () -> run.result(Duration.ZERO),
                    run::cancel,
                    () -> run.cancel("why"),
                    run::retry,
                    run::restart,
                    () -> run.returns(String.class).result());
            for (Runnable question : questions) {
                assertThatExceptionOfType(RunNotStartedException.class)
                        .isThrownBy(question::run)
                        .withMessageContaining("run '" + run.runId() + "' of workflow 'order' with id 'order-42' yet")
                        .withMessageContaining("still open");
            }
        });
    }

    @Test
    void theRunCanBeAskedForAfterTheCommit() {
        Run<Integer> run = transaction.execute(
                open -> kagzi.start("order", 42).returns(Integer.class).send());
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.result()).isEqualTo(42);
        assertThat(run.result(Duration.ofSeconds(20))).isEqualTo(42);
        assertThat(run.cancel()).isEqualTo(RunStatus.COMPLETED);
        assertThat(server.accepted).containsOnlyKeys(java.util.UUID.fromString(run.runId()));
    }

    @Test
    void theRunSaysThatItsTransactionWasRolledBack() {
        Run<Object> run = transaction.execute(open -> {
            open.setRollbackOnly();
            return kagzi.start("order").send();
        });
        assertThatExceptionOfType(RunNotStartedException.class)
                .isThrownBy(run::status)
                .withMessageContaining("rolled back");
    }

    @Test
    void theRunSaysThatItsStartIsStillOnItsWay() {
        server.isAway = true;
        Run<Object> run = transaction.execute(open -> kagzi.start("order").send());
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> run.result(Duration.ofMillis(50)))
                .withMessageContaining("still waits to be sent");
        server.isAway = false;
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void aStartWhoseIdIsTakenGivesTheEarlierRun() {
        Run<Object> earlier = kagzi.start("order").id("order-42").send();
        Run<Object> run =
                transaction.execute(open -> kagzi.start("order").id("order-42").send());
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.runId()).isEqualTo(earlier.runId());
    }

    @Test
    void aSavepointTakesBackWhatWasSentSince() {
        transaction.executeWithoutResult(open -> {
            nested.executeWithoutResult(inner -> {
                kagzi.start("before-any").send();
                inner.setRollbackOnly();
            });
            kagzi.start("outer").send();
            nested.executeWithoutResult(inner -> kagzi.start("kept").send());
            Run<Object> dropped = nested.execute(inner -> {
                inner.setRollbackOnly();
                return kagzi.start("dropped").send();
            });
            assertThatExceptionOfType(RunNotStartedException.class)
                    .isThrownBy(dropped::status)
                    .withMessageContaining("rolled back");
            Object savepoint = open.createSavepoint();
            kagzi.emit("dropped", null);
            open.rollbackToSavepoint(savepoint);
            kagzi.emit("last", null);
        });
        assertThat(List.of(server.next(), server.next(), server.next())).containsExactly("outer", "kept", "last");
        outbox.close();
        assertThat(server.names()).hasSize(3);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void aTransactionOfItsOwnEndsOnItsOwn() {
        transaction.executeWithoutResult(open -> {
            kagzi.start("outer").send();
            requiresNew.executeWithoutResult(inner -> kagzi.start("inner").send());
            assertThat(server.next()).isEqualTo("inner");
            requiresNew.executeWithoutResult(inner -> {
                kagzi.start("never").send();
                inner.setRollbackOnly();
            });
            notSupported.executeWithoutResult(
                    suspended -> kagzi.start("at-once").send());
            assertThat(server.next()).isEqualTo("at-once");
            open.setRollbackOnly();
        });
        outbox.close();
        assertThat(server.names()).containsExactly("inner", "at-once");
    }

    @Test
    void callbacksOfTheTransactionMaySendToo() {
        transaction.executeWithoutResult(open -> {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void beforeCommit(boolean readOnly) {
                    kagzi.start("before-commit").send();
                }

                @Override
                public void afterCommit() {
                    kagzi.start("after-commit").send();
                }

                @Override
                public void afterCompletion(int status) {
                    kagzi.start("after-completion").send();
                }
            });
        });
        assertThat(List.of(server.next(), server.next(), server.next()))
                .containsExactlyInAnyOrder("before-commit", "after-commit", "after-completion");
    }

    @Test
    void aFullQueueFailsTheCallInsideTheTransaction() {
        server.isAway = true;
        transaction.executeWithoutResult(open -> {
            kagzi.start("one").send();
            kagzi.start("two").send();
        });
        assertThatExceptionOfType(OutboxFullException.class)
                .isThrownBy(() -> transaction.executeWithoutResult(open -> {
                    kagzi.start("three").send();
                    kagzi.start("four").id("order-4").send();
                }))
                .withMessageContaining("the start of workflow 'four' with id 'order-4'")
                .withMessageContaining("3 starts and events wait");
        assertThat(outbox.waiting()).isEqualTo(2);
        server.isAway = false;
        assertThat(List.of(server.next(), server.next())).containsExactly("one", "two");
        transaction.executeWithoutResult(open -> kagzi.start("three").send());
        assertThat(server.next()).isEqualTo("three");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void triesUntilTheServerIsBackAndSaysSoOnce(CapturedOutput output) {
        for (int i = 0; i < 5; i++) {
            server.failing(new ServerUnreachableException("no answer", null))
                    .failing(RecordingServer.problem(503, "UNAVAILABLE", true));
        }
        server.refusing(401, "UNAUTHORIZED").refusing(403, "NAMESPACE_DISABLED").refusing(404, "NAMESPACE_UNKNOWN");
        transaction.executeWithoutResult(open -> {
            kagzi.start("one").send();
            kagzi.start("two").send();
        });
        assertThat(List.of(server.next(), server.next())).containsExactly("one", "two");
        outbox.close();
        assertThat(output.toString().split("does not take what was sent inside transactions"))
                .hasSize(2);
        assertThat(output.toString().split("is back after")).hasSize(2);
        assertThat(output).contains("WARN", "no answer", "INFO").doesNotContain("ERROR");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysWhatTheServerRefusesAndGoesOn(CapturedOutput output) {
        server.refusing(409, "ID_CONFLICT").refusing(400, "VALIDATION_FAILED");
        Run<Object> run = transaction.execute(open -> {
            Run<Object> refused = kagzi.start("order").id("order-42").send();
            kagzi.emit("order.shipped", "42", "secret");
            kagzi.start("next").send();
            return refused;
        });
        assertThat(server.next()).isEqualTo("next");
        assertThat(output)
                .contains("ERROR")
                .contains("the start of workflow 'order' with id 'order-42' as run '" + run.runId())
                .contains("Detail of ID_CONFLICT")
                .contains("the event 'order.shipped' with key '42'")
                .contains("Detail of VALIDATION_FAILED")
                .doesNotContain("secret");
        assertThatExceptionOfType(IdConflictException.class).isThrownBy(run::status);
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void doesNotAskForEverForWhatTheServerFailsAt(CapturedOutput output) {
        server.before = () -> {
            if (server.requests() < 100
                    && server.names().isEmpty()
                    && !output.toString().contains("Lost")) {
                server.refusing(500, "INTERNAL_ERROR");
            }
        };
        transaction.executeWithoutResult(open -> {
            kagzi.start("poison").send();
            kagzi.start("next").send();
        });
        assertThat(server.next()).isEqualTo("next");
        assertThat(server.requests()).isGreaterThan(3);
        assertThat(output).contains("Lost, because the server refuses it: the start of workflow 'poison'");
    }

    @Test
    void waitsForItsOwnWorkerToOfferAWorkflowAndForNobodyElses() {
        server.refusing(404, "WORKFLOW_UNKNOWN")
                .refusing(404, "WORKFLOW_UNKNOWN")
                .refusing(404, "WORKFLOW_UNKNOWN");
        transaction.executeWithoutResult(open -> kagzi.start("own").send());
        assertThat(server.next()).isEqualTo("own");

        server.refusing(404, "WORKFLOW_UNKNOWN");
        Run<Object> run = transaction.execute(open -> kagzi.start("other").send());
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(run::status)
                .withMessageContaining("Detail of WORKFLOW_UNKNOWN");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void sendsNothingWhenNobodyKnowsWhetherItWasCommitted(CapturedOutput output) {
        TransactionTemplate failing = new TransactionTemplate(new DataSourceTransactionManager(dataSource()) {
            private static final long serialVersionUID = 1L;

            @Override
            protected void doCommit(DefaultTransactionStatus status) {
                throw new TransactionSystemException("the connection broke");
            }
        });
        assertThatExceptionOfType(TransactionSystemException.class)
                .isThrownBy(() -> failing.executeWithoutResult(
                        open -> kagzi.start("order").id("order-42").send()));
        outbox.close();
        assertThat(server.requests()).isZero();
        assertThat(outbox.waiting()).isZero();
        assertThat(output).contains("ERROR", "not known whether the transaction was committed", "with id 'order-42'");
    }

    @Test
    void closingSendsWhatIsLeft() {
        CountDownLatch closing = new CountDownLatch(1);
        List<String> sent = new ArrayList<>();
        server.before = () -> awaited(closing);
        transaction.executeWithoutResult(open -> {
            sent.add(kagzi.start("one").send().runId());
            sent.add(kagzi.start("two").send().runId());
        });
        closing.countDown();
        outbox.close();
        assertThat(server.names()).containsExactly("one", "two");
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void closingSaysWhatIsLostWhenTheServerStaysAway(CapturedOutput output) {
        server.isAway = true;
        Run<Object> run = transaction.execute(open -> {
            kagzi.emit("order.shipped", "42", null);
            return kagzi.start("order").id("order-42").send();
        });
        outbox.close();
        assertThat(output)
                .contains("Lost, because the application stops")
                .contains("the event 'order.shipped' with key '42'")
                .contains("the start of workflow 'order' with id 'order-42' as run '" + run.runId());
        assertThatExceptionOfType(KagziException.class).isThrownBy(run::status).withMessageContaining("has stopped");
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> transaction.executeWithoutResult(
                        open -> kagzi.start("order").send()))
                .withMessageContaining("is stopping");
        assertThat(outbox.waiting()).isZero();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private MemoryOutbox outbox(int capacity) {
        return new MemoryOutbox(server.apis(), "own"::equals, capacity, FAST, Duration.ofMillis(200));
    }

    private KagziClient client(MemoryOutbox outbox) {
        return new ServerKagziClient(
                server.apis(),
                new PayloadMapper(JsonMapper.shared()),
                outbox,
                new ReferencedWorkflows(List::of, UnaryOperator.identity()));
    }

    private TransactionTemplate template(int propagation) {
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setPropagationBehavior(propagation);
        return template;
    }

    private TransactionTemplate notTransactional() {
        return template(TransactionDefinition.PROPAGATION_SUPPORTS);
    }

    private static JdbcDataSource dataSource() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl("jdbc:h2:mem:");
        return dataSource;
    }
}
