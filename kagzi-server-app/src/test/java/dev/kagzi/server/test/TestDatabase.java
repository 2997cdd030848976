package dev.kagzi.server.test;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One PostgreSQL per JVM, started when it is first asked for, with any number of databases in it. With {@code -Dkagzi.test.pgbouncer=…},
 * the path of a PgBouncer, servers reach it through that, and have {@code NOTIFY} switched off.
 */
public final class TestDatabase {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    /** The URL of a new, empty database. */
    public static String newUrl() {
        return url(newName());
    }

    private static String url(String name) {
        return Instance.PGBOUNCER == null
                ? Instance.POSTGRES.getJdbcUrl("postgres", name)
                : Instance.PGBOUNCER.url(name);
    }

    /** A new database with the server's schema in it. */
    public static DataSource newMigrated() {
        return migrated(newName());
    }

    /** The URL of a new database with the server's schema in it. */
    public static String newMigratedUrl() {
        String name = newName();
        migrated(name);
        return url(name);
    }

    private static DataSource migrated(String name) {
        DataSource dataSource = Instance.POSTGRES.getDatabase("postgres", name);
        Flyway.configure()
                .dataSource(dataSource)
                .defaultSchema("kagzi")
                .schemas("kagzi")
                .load()
                .migrate();
        return dataSource;
    }

    private static String newName() {
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = Instance.POSTGRES.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives a context a database of its own. */
    public static final class Initializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of("spring.datasource.url=" + newUrl(), "spring.datasource.username=postgres")
                    .and(Instance.PGBOUNCER == null ? new String[0] : new String[] {"kagzi.server.notify=false"})
                    .applyTo(context);
        }
    }

    private static final class Instance {

        static final EmbeddedPostgres POSTGRES = start();
        static final @Nullable PgBouncer PGBOUNCER = startPgBouncer();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static @Nullable PgBouncer startPgBouncer() {
            try {
                String program = System.getProperty("kagzi.test.pgbouncer");
                return program == null ? null : PgBouncer.start(program, POSTGRES.getPort());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
