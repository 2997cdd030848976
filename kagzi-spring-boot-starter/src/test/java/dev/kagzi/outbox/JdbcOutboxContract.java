package dev.kagzi.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.kagzi.KagziException;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunNotStartedException;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.outbox.Deaths.Killed;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.serialization.PayloadMapper;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What the outbox in a table promises, on every database it is said to work with. */
@Timeout(120)
abstract class JdbcOutboxContract {

    private static final Pace FAST = new Pace(
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60));

    private final RecordingServer server = new RecordingServer();
    private final List<JdbcOutbox> outboxes = new ArrayList<>();
    private DataSource dataSource;
    private JdbcClient jdbc;
    private TransactionTemplate transaction;

    /** A database of which one table may be there from before. */
    abstract DataSource dataSource() throws Exception;

    @BeforeEach
    void emptyDatabase() throws Exception {
        dataSource = dataSource();
        jdbc = JdbcClient.create(dataSource);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        jdbc.sql("DROP TABLE IF EXISTS kagzi_outbox").update();
        jdbc.sql("DROP TABLE IF EXISTS shop_order").update();
        jdbc.sql("CREATE TABLE shop_order (number VARCHAR(20) NOT NULL PRIMARY KEY)")
                .update();
    }

    @AfterEach
    void close() {
        outboxes.forEach(JdbcOutbox::close);
    }

    @Test
    void whatIsCommittedIsARowUntilTheServerHasIt() {
        KagziClient kagzi = client(quiet());
        transaction.executeWithoutResult(open -> {
            kagzi.start("order", Map.of("text", "ä\u0000\ud83d\ude00"))
                    .id("order-42")
                    .send();
            kagzi.emit("order.created", "42", List.of(1));
            assertThat(rows()).isEqualTo(2);
        });
        assertThat(rows()).isEqualTo(2);
        assertThat(server.requests()).isZero();
        assertThat(quiet().waiting()).isEqualTo(2);

        quiet().courier().runOnce();

        assertThat(server.names()).containsExactly("order", "order.created");
        assertThat(server.events.get(0).key()).isEqualTo("42");
        assertThat(server.events.get(0).data()).hasToString("[1]");
        assertThat(server.get(server.accepted.keySet().iterator().next(), false).input())
                .hasToString("{\"text\":\"ä\\u0000\ud83d\ude00\"}");
        assertThat(rows()).isZero();
    }

    @Test
    void aRollbackLeavesNothing() {
        KagziClient kagzi = client(quiet());
        Run<Object> run = transaction.execute(open -> {
            open.setRollbackOnly();
            return kagzi.start("never").send();
        });
        assertThat(rows()).isZero();
        assertThatExceptionOfType(RunNotStartedException.class).isThrownBy(run::status);
    }

    @Test
    void aSavepointTakesItsRowsBack() {
        KagziClient kagzi = client(quiet());
        TransactionTemplate nested = new TransactionTemplate(transaction.getTransactionManager());
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        transaction.executeWithoutResult(open -> {
            kagzi.start("kept").send();
            Run<Object> dropped = nested.execute(inner -> {
                inner.setRollbackOnly();
                return kagzi.start("dropped").send();
            });
            assertThatExceptionOfType(RunNotStartedException.class)
                    .isThrownBy(dropped::status)
                    .withMessageContaining("rolled back");
        });
        quiet().courier().runOnce();
        assertThat(server.names()).containsExactly("kept");
    }

    @Test
    void outsideATransactionSendsAtOnce() {
        KagziClient kagzi = client(quiet());
        kagzi.start("start").send();
        kagzi.emit("event", null);
        transaction.executeWithoutResult(
                open -> kagzi.start("immediately").immediately().send());
        assertThat(server.names()).containsExactly("start", "event", "immediately");
        assertThat(rows()).isZero();
    }

    @Test
    void theDrainerIsWokenByTheCommit() {
        KagziClient kagzi = client(started());
        Run<Integer> run = transaction.execute(
                open -> kagzi.start("order", 42).returns(Integer.class).send());
        assertThat(run.result(Duration.ofSeconds(20))).isEqualTo(42);
    }

    @Test
    void whatAnEarlierProcessHasLeftIsSent() {
        KagziClient kagzi = client(quiet());
        transaction.executeWithoutResult(open -> kagzi.start("order").send());
        started();
        assertThat(server.next()).isEqualTo("order");
    }

    @Test
    void theRunFindsOutWhenAnotherInstanceHasSentIt() {
        KagziClient kagzi = client(quiet());
        Run<Object> earlier = kagzi.start("order").id("order-42").send();
        Run<Object> own = transaction.execute(open -> kagzi.start("order").send());
        Run<Object> taken =
                transaction.execute(open -> kagzi.start("order").id("order-42").send());

        outbox().courier().runOnce();

        assertThat(own.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(taken.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(server.accepted.keySet().stream().map(UUID::toString)).containsExactly(earlier.runId(), own.runId());
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void whatTheServerRefusesStaysOutOfTheWay(CapturedOutput output) {
        KagziClient kagzi = client(quiet());
        Run<Object> refused = transaction.execute(open -> {
            Run<Object> run = kagzi.start("order").id("order-42").send();
            kagzi.start("next").send();
            return run;
        });
        server.refusing(409, "ID_CONFLICT");
        outbox().courier().runOnce();
        assertThat(server.names()).containsExactly("next");
        assertThat(jdbc.sql("SELECT failed_reason FROM kagzi_outbox")
                        .query(String.class)
                        .single())
                .contains("Detail of ID_CONFLICT");
        assertThat(output)
                .contains("ERROR", "the start of workflow 'order' with id 'order-42'", "Detail of ID_CONFLICT")
                .contains(refused.runId());
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(refused::status)
                .withMessageContaining("Detail of ID_CONFLICT");
        assertThat(quiet().waiting()).isZero();

        jdbc.sql("UPDATE kagzi_outbox SET failed_reason = NULL").update();
        outbox().courier().runOnce();
        assertThat(server.names()).containsExactly("next", "order");
        assertThat(rows()).isZero();
    }

    @Test
    void whatCannotBeReadStaysOutOfTheWayToo() {
        KagziClient kagzi = client(quiet());
        insert("00000000-0000-7000-8000-000000000001", "START", "{");
        insert("00000000-0000-7000-8000-000000000002", "LETTER", "{}");
        transaction.executeWithoutResult(open -> kagzi.start("order").send());
        quiet().courier().runOnce();
        assertThat(server.names()).containsExactly("order");
        assertThat(jdbc.sql("SELECT failed_reason FROM kagzi_outbox ORDER BY id")
                        .query(String.class)
                        .list())
                .hasSize(2)
                .allMatch(reason -> reason.contains("cannot be read"))
                .last()
                .asString()
                .contains("LETTER");
    }

    @Test
    void aTransactionOfSomethingElseIsRefused() {
        KagziClient kagzi = client(quiet());
        TransactionTemplate other = new TransactionTemplate(new Elsewhere());
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> other.executeWithoutResult(
                        open -> kagzi.start("order").id("order-42").send()))
                .withMessageContaining("none of the DataSource")
                .withMessageContaining("with id 'order-42'");
        assertThat(rows()).isZero();
        assertThat(server.requests()).isZero();
    }

    @Test
    void aPoolWhoseConnectionsDoNotCommitByThemselvesWillDo() {
        DataSource manual = new ManualCommit(dataSource);
        JdbcOutbox outbox = new JdbcOutbox(server.apis(), workflow -> false, manual, FAST);
        outboxes.add(outbox);
        new OutboxTable(manual).createIfMissing();
        KagziClient kagzi = client(outbox);
        new TransactionTemplate(new DataSourceTransactionManager(manual))
                .executeWithoutResult(open -> kagzi.start("order").send());
        assertThat(rows()).isEqualTo(1);
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> new TransactionTemplate(new Elsewhere())
                        .executeWithoutResult(open -> kagzi.start("other").send()))
                .withMessageContaining("none of the DataSource");
        outbox.courier().runOnce();
        assertThat(server.names()).containsExactly("order");
        assertThat(rows()).isZero();
    }

    @Test
    void whatIsSentWhenTheCommitIsOverIsSentFromMemoryToo() {
        JdbcOutbox outbox = quiet();
        KagziClient kagzi = client(outbox);
        transaction.executeWithoutResult(
                open -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        kagzi.start("after-commit").send();
                        jdbc.sql("DELETE FROM kagzi_outbox").update();
                    }
                }));
        outbox.courier().runOnce();
        assertThat(server.names()).containsExactly("after-commit");
        outbox.courier().runOnce();
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void anotherTableOfThatNameIsRefusedWithTheRightOne() {
        jdbc.sql("CREATE TABLE kagzi_outbox (id INT)").update();
        assertThatExceptionOfType(InvalidDefinitionException.class)
                .isThrownBy(() -> started())
                .satisfies(e ->
                        assertThat(e.action()).contains("CREATE TABLE kagzi_outbox (", "failed_reason VARCHAR(1000)"));
    }

    @Test
    void severalInstancesMaySendAtOnce() throws Exception {
        KagziClient kagzi = client(quiet());
        for (int i = 0; i < 40; i++) {
            transaction.executeWithoutResult(open -> kagzi.start("order").send());
        }
        int instances = 3;
        CyclicBarrier together = new CyclicBarrier(instances);
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            JdbcOutbox instance = outbox();
            ends.add(threads.submit(() -> {
                together.await();
                instance.courier().runOnce();
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(server.accepted).hasSize(40);
        assertThat(rows()).isZero();
    }

    /** Both the application and the process that sends die before and after every statement, commit and request. */
    @Test
    void nothingIsLostAndNothingIsDoubledWhereverAProcessDies() {
        quiet();
        int point = 0;
        boolean hasDied = true;
        while (hasDied) {
            jdbc.sql("DELETE FROM shop_order").update();
            assertThat(rows()).isZero();
            RecordingServer receiver = new RecordingServer();
            Deaths deaths = new Deaths(++point);
            receiver.before = deaths::point;
            receiver.after = deaths::point;
            hasDied = dies(() -> ordersAndSends(receiver, deaths));

            receiver.before = () -> {};
            receiver.after = () -> {};
            new JdbcOutbox(receiver.apis(), workflow -> false, dataSource, FAST)
                    .courier()
                    .runOnce();

            List<String> expected = new ArrayList<>();
            for (String order : jdbc.sql("SELECT number FROM shop_order ORDER BY number")
                    .query(String.class)
                    .list()) {
                expected.add("order-" + order);
                expected.add("created-" + order);
            }
            assertThat(receiver.names())
                    .as("accepted after a death at point %s", point)
                    .containsExactlyElementsOf(expected);
            assertThat(rows()).isZero();
        }
        assertThat(point).isGreaterThan(30);
    }

    private static boolean dies(Runnable process) {
        try {
            process.run();
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    private void ordersAndSends(RecordingServer receiver, Deaths deaths) {
        DataSource mortal = deaths.of(dataSource);
        JdbcOutbox outbox = new JdbcOutbox(receiver.apis(), workflow -> false, mortal, FAST);
        KagziClient kagzi = client(receiver, outbox);
        TransactionTemplate placing = new TransactionTemplate(new DataSourceTransactionManager(mortal));
        for (String number : List.of("1", "2")) {
            placing.executeWithoutResult(open -> {
                JdbcClient.create(mortal)
                        .sql("INSERT INTO shop_order (number) VALUES (:number)")
                        .param("number", number)
                        .update();
                kagzi.start("order-" + number).id(number).send();
                kagzi.emit("created-" + number, number, null);
            });
        }
        outbox.courier().runOnce();
    }

    private int rows() {
        return jdbc.sql("SELECT count(*) FROM kagzi_outbox")
                .query(Integer.class)
                .single();
    }

    private void insert(String id, String kind, String body) {
        new OutboxTable(dataSource).insert(new StoredSending(id, kind, body.getBytes()));
    }

    /** One that sends when it is told to only. */
    private JdbcOutbox quiet() {
        new OutboxTable(dataSource).createIfMissing();
        return outbox();
    }

    private JdbcOutbox started() {
        JdbcOutbox outbox = outbox();
        outbox.start();
        return outbox;
    }

    private JdbcOutbox outbox() {
        JdbcOutbox outbox = new JdbcOutbox(server.apis(), workflow -> false, dataSource, FAST);
        outboxes.add(outbox);
        return outbox;
    }

    private KagziClient client(Outbox outbox) {
        return client(server, outbox);
    }

    private static KagziClient client(RecordingServer server, Outbox outbox) {
        return new ServerKagziClient(
                server.apis(),
                new PayloadMapper(JsonMapper.shared()),
                outbox,
                new ReferencedWorkflows(List::of, UnaryOperator.identity()));
    }

    /** Transactions that have nothing to do with the database. */
    private static final class Elsewhere extends AbstractPlatformTransactionManager {

        private static final long serialVersionUID = 1L;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            fail("nothing was to be committed");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    /** As a pool with {@code auto-commit: false} gives connections. */
    private static final class ManualCommit extends DelegatingDataSource {

        ManualCommit(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            connection.setAutoCommit(false);
            return connection;
        }
    }
}
