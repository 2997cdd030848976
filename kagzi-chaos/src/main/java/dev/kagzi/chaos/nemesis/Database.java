package dev.kagzi.chaos.nemesis;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** A real PostgreSQL of its own, which keeps its data over immediate stops: fsync and synchronous_commit are on. */
final class Database {

    private static final long STOP_MILLIS = 10_000;

    private final Path data;
    private final int port;
    private EmbeddedPostgres postgres;

    Database(Path directory, int port) {
        this.data = directory.resolve("postgres");
        this.port = port;
        this.postgres = open(data, port);
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url() + "&connectTimeout=2&socketTimeout=20");
    }

    /** As a crash of the machine would: the postmaster and all its backends go at once, nothing is written. */
    void stopImmediately() {
        long pid = pid();
        Signals.send("QUIT", pid);
        if (!Pause.until(
                STOP_MILLIS,
                () -> ProcessHandle.of(pid).map(handle -> !handle.isAlive()).orElse(true))) {
            throw new IllegalStateException("PostgreSQL " + pid + " ignored SIGQUIT");
        }
        closeQuietly();
    }

    void start() {
        postgres = open(data, port);
    }

    void close() {
        closeQuietly();
    }

    private long pid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL is not running in " + data, e);
        }
    }

    private void closeQuietly() {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL in " + data + " cannot be closed", e);
        }
    }

    private static EmbeddedPostgres open(Path data, int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    // It would be done at the close, too.
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPort(port)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    // Each commit takes 10 ms, as on a slow disk: what meets another transaction does so more often.
                    .setServerConfig("commit_delay", "10000")
                    .setServerConfig("commit_siblings", "0")
                    // Tells who was first, whatever they took for the time.
                    .setServerConfig("track_commit_timestamp", "on")
                    .setServerConfig("max_connections", "200")
                    .setPGStartupWait(Duration.ofSeconds(30))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be started in " + data, e);
        }
    }
}
