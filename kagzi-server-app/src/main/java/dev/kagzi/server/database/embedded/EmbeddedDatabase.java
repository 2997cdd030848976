package dev.kagzi.server.database.embedded;

import dev.kagzi.server.startup.StartRefusedException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** A running PostgreSQL of this server's own, on a free port of the loopback interface. */
final class EmbeddedDatabase implements JdbcConnectionDetails, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private static final String USER = "postgres";
    /** Long enough to recover what a crash has left. */
    private static final Duration START_LIMIT = Duration.ofMinutes(1);

    private static final int LOG_LINES_SHOWN = 10;

    /** The library switches the first two off; the rest fits a machine that has other things to do. */
    private static final Map<String, String> CONFIGURATION = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "50",
            "shared_buffers", "128MB",
            "log_min_messages", "log",
            "log_checkpoints", "off",
            "timezone", "UTC");

    private final DataDirectory directory;
    private final EmbeddedPostgres postgres;
    private final String password;

    private EmbeddedDatabase(DataDirectory directory, EmbeddedPostgres postgres, String password) {
        this.directory = directory;
        this.postgres = postgres;
        this.password = password;
    }

    /**
     * Starts on what the directory holds, or on an empty database.
     *
     * @throws StartRefusedException when the directory cannot be used or PostgreSQL does not start
     */
    static EmbeddedDatabase start(Path dataDirectory) {
        return start(dataDirectory, START_LIMIT);
    }

    static EmbeddedDatabase start(Path dataDirectory, Duration limit) {
        DataDirectory directory = DataDirectory.take(dataDirectory);
        try {
            Postmaster.stopOrphan(directory.cluster());
            directory.prepare();
            EmbeddedDatabase database = launch(directory, limit);
            database.verify();
            directory.prepared();
            return database;
        } catch (IOException | IllegalStateException e) {
            directory.close();
            throw new StartRefusedException(
                    "The embedded PostgreSQL does not start on '%s': %s%s"
                            .formatted(directory.root(), e.getMessage(), lastWords(directory)),
                    "Set '%s' to another directory, or 'spring.datasource.url' to a PostgreSQL of your own."
                            .formatted(DataDirectory.PROPERTY),
                    e);
        }
    }

    private static EmbeddedDatabase launch(DataDirectory directory, Duration limit) throws IOException {
        String password = directory.password();
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.cluster())
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(directory.binaries().toFile())
                // Stopped by the application, after what uses it, and not beside it.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(limit)
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("auth", "scram-sha-256")
                .setLocaleConfig("pwfile", directory.passwordFile().toString())
                .setConnectConfig("password", password)
                .setOutputRedirector(Redirect.appendTo(directory.log().toFile()))
                .setErrorRedirector(Redirect.appendTo(directory.log().toFile()));
        CONFIGURATION.forEach(builder::setServerConfig);
        return new EmbeddedDatabase(directory, builder.start(), password);
    }

    /** That it answers on this port does not make it ours, and that a setting was asked for does not make it so. */
    private void verify() throws IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            require(statement, "data_directory", directory.cluster().toString());
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                require(statement, setting, "on");
            }
        } catch (SQLException | IllegalStateException e) {
            postgres.close();
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void require(Statement statement, String setting, String expected) throws SQLException {
        String found = show(statement, setting);
        if (!found.equals(expected)) {
            throw new IllegalStateException("its '%s' is '%s' and not '%s'".formatted(setting, found, expected));
        }
    }

    private static String show(Statement statement, String setting) throws SQLException {
        try (ResultSet result = statement.executeQuery("SHOW " + setting)) {
            result.next();
            return result.getString(1);
        }
    }

    private static String lastWords(DataDirectory directory) {
        try {
            List<String> lines = Files.readAllLines(directory.log());
            return "\nIts last words:\n  "
                    + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    @Override
    public String getUsername() {
        return USER;
    }

    @Override
    public String getPassword() {
        return password;
    }

    @Override
    public String getJdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort());
    }

    @Override
    public void close() {
        // A start that fails leaves its thread interrupted, and an interrupted wait would leave PostgreSQL running.
        boolean interrupted = Thread.interrupted();
        try {
            postgres.close();
            Postmaster.awaitStop(directory.cluster());
        } catch (IOException e) {
            log.warn(
                    "The embedded PostgreSQL could not be stopped; the next start stops it. directory={}",
                    directory.root(),
                    e);
        } finally {
            directory.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
