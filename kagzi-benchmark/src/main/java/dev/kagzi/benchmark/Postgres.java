package dev.kagzi.benchmark;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL of all but Restate, each measurement in a database of its own. What is committed is on disk. */
final class Postgres implements AutoCloseable {

    private static final String SLOW_MILLIS = "20";
    private static final String STATEMENTS = """
            SELECT lpad(calls::text, 8) || lpad(rows::text, 9) || lpad(round(total_exec_time)::text, 8)
                   || lpad(round(total_plan_time)::text, 8) || lpad(round((mean_exec_time)::numeric, 3)::text, 9)
                   || lpad((shared_blks_hit / calls)::text, 8) || lpad((wal_bytes / calls)::bigint::text, 9) || '  '
                   || left(regexp_replace(query, '\\s+', ' ', 'g'), 200)
              FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = '%s'
             ORDER BY total_exec_time + total_plan_time DESC LIMIT 40""";
    private static final String STATEMENTS_HEAD =
            "   calls     rows exec ms plan ms  mean ms buffers      wal  statement (buffers and wal of a call)";

    private final @Nullable Path profiles;
    private final Path data;
    private final EmbeddedPostgres postgres;
    private final AtomicInteger databases = new AtomicInteger();

    /** @param profiles where it tells of its statements, null for nowhere */
    Postgres(Path directory, @Nullable Path profiles) throws IOException {
        this.profiles = profiles;
        this.data = Files.createTempDirectory(directory, "postgres-");
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("checkpoint_timeout", "1h")
                .setPGStartupWait(Duration.ofSeconds(60));
        if (profiles != null) {
            builder.setServerConfig("shared_preload_libraries", "pg_stat_statements,auto_explain")
                    .setServerConfig("pg_stat_statements.track_planning", "on")
                    .setServerConfig("auto_explain.log_min_duration", SLOW_MILLIS)
                    .setServerConfig("auto_explain.log_analyze", "on")
                    .setServerConfig("auto_explain.log_buffers", "on")
                    .setServerConfig("auto_explain.log_timing", "off")
                    .setServerConfig("logging_collector", "on")
                    .setServerConfig("log_directory", profiles.toString())
                    .setServerConfig("log_filename", "postgres.log");
        }
        this.postgres = builder.start();
        if (profiles != null) {
            execute("CREATE EXTENSION pg_stat_statements");
        }
    }

    String newDatabase() {
        String name = "benchmark_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name);
        return name;
    }

    /** Leaves the statements that took longest in a file of this name, when profiles are wanted. */
    void writeStatements(String database, String name) throws IOException {
        if (profiles == null) {
            return;
        }
        List<String> lines = new ArrayList<>(List.of(STATEMENTS_HEAD));
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATEMENTS.formatted(database))) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Files.write(profiles.resolve(name + "-statements.txt"), lines);
    }

    void drop(String database) {
        execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database + "?user=postgres";
    }

    long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String show(String setting) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
