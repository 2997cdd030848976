package dev.kagzi.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Outbox;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.outbox.JdbcOutbox;
import dev.kagzi.outbox.MemoryOutbox;
import dev.kagzi.transport.ScriptedServer;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/** What keeps that which is sent inside transactions, and the application's own {@code @Transactional} methods. */
class OutboxConfigurationTests {

    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    KagziDefinitionAutoConfiguration.class,
                    KagziConnectionAutoConfiguration.class,
                    KagziClientAutoConfiguration.class));

    private final ApplicationContextRunner shops = contexts.withConfiguration(AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceInitializationAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class,
                    TransactionAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=" + url, "spring.datasource.type=" + JdbcDataSource.class.getName())
            .withUserConfiguration(Shop.class);

    @Test
    void keepsInMemoryByDefault() {
        contexts.run(context -> assertThat(context).hasSingleBean(MemoryOutbox.class));
        contexts.withPropertyValues("kagzi.outbox=memory")
                .run(context -> assertThat(context).hasSingleBean(MemoryOutbox.class));
    }

    @Test
    void sendsAtOnceWhereThereAreNoTransactions() {
        try (ScriptedServer server = accepting()) {
            contexts.withClassLoader(
                            new FilteredClassLoader("org.springframework.transaction", "org.springframework.jdbc"))
                    .withPropertyValues("kagzi.url=" + server.url())
                    .run(context -> {
                        assertThat(context).hasNotFailed().doesNotHaveBean(Outbox.class);
                        context.getBean(KagziClient.class).emit("event", null);
                    });
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void backsOffWhenUserDefinesOutbox() {
        contexts.withBean(Outbox.class, () -> Outbox.NONE)
                .run(context -> assertThat(context).hasSingleBean(Outbox.class).doesNotHaveBean(MemoryOutbox.class));
        shops.withPropertyValues("kagzi.outbox=jdbc")
                .withBean(Outbox.class, () -> Outbox.NONE)
                .run(context -> assertThat(context).hasSingleBean(Outbox.class).doesNotHaveBean(JdbcOutbox.class));
    }

    @Test
    void aTransactionalMethodSendsAfterItsCommit() {
        try (ScriptedServer server = accepting()) {
            shops.withPropertyValues("kagzi.url=" + server.url()).run(context -> {
                Orders orders = context.getBean(Orders.class);
                assertThat(orders.place("1", false, server)).isZero();
                orders.place("2", true, server);
                // Closing sends what is left.
                context.close();
            });
            assertThat(server.received()).hasSize(1);
            assertThat(server.received().get(0).body()).contains("\"key\":\"1\"");
        }
    }

    @Test
    void keepsInTheTableOfTheOneDataSource() {
        try (ScriptedServer server = new ScriptedServer().cut()) {
            shops.withPropertyValues("kagzi.outbox=jdbc", "kagzi.url=" + server.url())
                    .run(context -> {
                        assertThat(context).hasSingleBean(JdbcOutbox.class).doesNotHaveBean(MemoryOutbox.class);
                        Orders orders = context.getBean(Orders.class);
                        orders.place("1", false, server);
                        orders.place("2", true, server);
                        assertThat(context.getBean(Outbox.class).waiting()).isEqualTo(1);
                    });
        }
        try (ScriptedServer server = accepting()) {
            shops.withPropertyValues("kagzi.outbox=jdbc", "kagzi.url=" + server.url())
                    .run(context -> Awaitility.await()
                            .untilAsserted(() -> assertThat(
                                            context.getBean(Outbox.class).waiting())
                                    .isZero()));
            assertThat(server.received())
                    .isNotEmpty()
                    .allMatch(request -> request.body().contains("\"key\":\"1\""));
        }
    }

    @Test
    void sendsWhatIsLeftInALazyApplicationToo() {
        try (ScriptedServer server = accepting()) {
            shops.withPropertyValues("kagzi.outbox=jdbc", "kagzi.url=http://localhost:1")
                    .run(context -> context.getBean(Orders.class).place("1", false, server));
            shops.withPropertyValues("kagzi.outbox=jdbc", "kagzi.url=" + server.url())
                    .withInitializer(context ->
                            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                    .run(context -> Awaitility.await()
                            .untilAsserted(() -> assertThat(server.received()).hasSize(1)));
        }
    }

    @Test
    void theTableMayComeFromTheApplicationsOwnScripts() {
        shops.withPropertyValues(
                        "kagzi.outbox=jdbc",
                        "spring.sql.init.mode=always",
                        "spring.sql.init.schema-locations=classpath:outbox/schema.sql")
                .run(context -> assertThat(context.getBean(JdbcClient.class)
                                .sql("SELECT remark FROM kagzi_outbox")
                                .query()
                                .listOfRows())
                        .isEmpty());
    }

    @Test
    void takesThePrimaryDataSource() {
        contexts.withPropertyValues("kagzi.outbox=jdbc")
                .withBean("one", DataSource.class, this::h2, definition -> definition.setPrimary(true))
                .withBean("other", DataSource.class, this::h2)
                .run(context -> assertThat(context).hasSingleBean(JdbcOutbox.class));
    }

    @Test
    void refusesSeveralDataSources() {
        contexts.withPropertyValues("kagzi.outbox=jdbc")
                .withBean("one", DataSource.class, this::h2)
                .withBean("other", DataSource.class, this::h2)
                .run(context -> assertRefused(context, "several DataSources, [one, other]", "@Primary"));
    }

    @Test
    void refusesToKeepRowsWithoutADataSource() {
        contexts.withPropertyValues("kagzi.outbox=jdbc")
                .run(context -> assertRefused(context, "has no DataSource", "spring.datasource.url"));
    }

    @Test
    void refusesToKeepRowsWithoutJdbc() {
        contexts.withPropertyValues("kagzi.outbox=jdbc")
                .withClassLoader(new FilteredClassLoader("org.springframework.jdbc"))
                .run(context -> assertRefused(context, "not on the classpath", "spring-boot-starter-jdbc"));
    }

    @Test
    void refusesATableThatCannotWork() {
        JdbcClient.create(h2()).sql("CREATE TABLE kagzi_outbox (id INT)").update();
        shops.withPropertyValues("kagzi.outbox=jdbc")
                .run(context -> assertRefused(context, "kagzi_outbox is not there as it has to be", "CREATE TABLE"));
    }

    @Test
    void refusesAnOutboxThatThereIsNot() {
        contexts.withPropertyValues("kagzi.outbox=kafka").run(context -> {
            assertThat(context).hasFailed();
            assertThat(StartupFailures.analyze(context).getDescription()).contains("kagzi.outbox", "kafka");
        });
    }

    private static void assertRefused(AssertableApplicationContext context, String description, String action) {
        assertThat(context).hasFailed();
        assertThat(context.getStartupFailure()).hasStackTraceContaining(InvalidDefinitionException.class.getName());
        FailureAnalysis analysis = StartupFailures.analyze(context);
        assertThat(analysis.getDescription()).contains("kagzi.outbox is 'jdbc'").contains(description);
        assertThat(analysis.getAction()).contains(action);
    }

    private JdbcDataSource h2() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setUrl(url);
        dataSource.setUser("sa");
        return dataSource;
    }

    private static ScriptedServer accepting() {
        return new ScriptedServer().answer(202, """
                {"eventId":"019a0000-0000-7000-8000-000000000001","name":"any","acceptedAt":"2026-11-01T00:00:00Z","startedRuns":[],
                 "wokenRuns":[],"more":false}""");
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Orders.class)
    static class Shop {}

    @Transactional
    static class Orders {

        private final KagziClient kagzi;

        Orders(KagziClient kagzi) {
            this.kagzi = kagzi;
        }

        /** How many requests the server has seen while the transaction was open. */
        public int place(String number, boolean isBroken, ScriptedServer server) {
            kagzi.emit("order.placed", number, null);
            if (isBroken) {
                TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
            }
            return server.received().size();
        }
    }
}
