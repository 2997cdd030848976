package dev.kagzi.server.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.server.startup.StartRefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIntegrationTests {

    @TempDir
    private Path temporary;

    private Path dataDirectory;

    @BeforeEach
    void nameTheDataDirectory() {
        dataDirectory = temporary.resolve("with a blank").resolve("data");
    }

    /** Whatever a test has left running holds files of the directory that is deleted next. */
    @AfterEach
    void stopWhatIsLeft() throws IOException {
        if (Files.exists(pidFile()) && !Files.readString(pidFile()).startsWith(String.valueOf(Integer.MAX_VALUE))) {
            Postmaster.stopOrphan(pidFile().getParent().toRealPath());
        }
    }

    private Path pidFile() {
        return dataDirectory.resolve("postgres").resolve("postmaster.pid");
    }

    private static List<String> query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.getJdbcUrl(), database.getUsername(), database.getPassword());
                Statement statement = connection.createStatement()) {
            List<String> values = new ArrayList<>();
            if (statement.execute(sql)) {
                ResultSet rows = statement.getResultSet();
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
            return values;
        }
    }

    private long postmaster() throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
    }

    /** One that has ended but is still listed has no command any more. */
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    @Test
    void keepsWhatItIsGivenBetweenStarts() throws SQLException, IOException {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(dataDirectory)) {
            query(first, "CREATE TABLE kept AS SELECT 'a ü'::text");
        }
        assertThat(pidFile()).doesNotExist();
        try (EmbeddedDatabase second = EmbeddedDatabase.start(dataDirectory)) {
            assertThat(query(second, "TABLE kept")).containsExactly("a ü");
        }
    }

    @Test
    void writesThroughToTheDiskAndListensToThisMachineOnly() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
            assertThat(query(database, "SHOW fsync")).containsExactly("on");
            assertThat(query(database, "SHOW synchronous_commit")).containsExactly("on");
            assertThat(query(database, "SHOW full_page_writes")).containsExactly("on");
            assertThat(query(database, "SHOW listen_addresses")).containsExactly("127.0.0.1");
            assertThat(query(database, "SHOW unix_socket_directories")).containsExactly("");
        }
    }

    @Test
    void asksForAPassword() {
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(database.getJdbcUrl(), "postgres", "guess"))
                    .withMessageContaining("password");
        }
    }

    @Test
    void refusesADirectoryThatAnotherServerHas() {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(dataDirectory)) {
            assertThat(first.getJdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:");
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> EmbeddedDatabase.start(dataDirectory))
                    .withMessageContaining(dataDirectory.toString());
        }
    }

    @Test
    void refusesADirectoryThatIsNone() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");
        for (Path path : List.of(file, file.resolve("below"))) {
            assertThatExceptionOfType(StartRefusedException.class)
                    .isThrownBy(() -> EmbeddedDatabase.start(path))
                    .withMessageContaining("cannot be written")
                    .withMessageContaining(path.toString());
        }
    }

    @Test
    void refusesADirectoryThatCannotBeWritten() {
        // Permissions do not bind root; this file system refuses everybody.
        Path refused = Path.of("/proc/kagzi");
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> EmbeddedDatabase.start(refused.resolve("data")))
                .withMessageContaining("cannot be written")
                .withMessageContaining(refused.toString());
    }

    @Test
    void saysWhyPostgresDoesNotStart() throws IOException {
        EmbeddedDatabase.start(dataDirectory).close();
        Files.writeString(dataDirectory.resolve("postgres").resolve("PG_VERSION"), "9.6\n");
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> EmbeddedDatabase.start(dataDirectory, Duration.ofSeconds(2)))
                .withMessageContaining("initialized by PostgreSQL version 9.6");
    }

    /** As Kubernetes leaves a volume that it gives to the group of a pod. */
    @Test
    void startsOnADirectoryThatAGroupMayWriteTo() throws IOException, SQLException {
        EmbeddedDatabase.start(dataDirectory).close();
        Path cluster = dataDirectory.resolve("postgres");
        Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwxrwx---"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory, Duration.ofSeconds(20))) {
            assertThat(query(database, "SELECT 1")).containsExactly("1");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void beginsAnewAfterAFirstStartThatWasInterrupted() throws IOException, SQLException {
        Path cluster = Files.createDirectories(dataDirectory.resolve("postgres"));
        Files.writeString(cluster.resolve("PG_VERSION"), "18");
        Files.writeString(dataDirectory.resolve("preparing"), "");
        Path half = Files.createDirectories(
                dataDirectory.resolve("binaries").resolve("PG-half").resolve("bin"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
            assertThat(query(database, "SELECT 1")).containsExactly("1");
            assertThat(half).doesNotExist();
            assertThat(dataDirectory.resolve("preparing")).doesNotExist();
        }
    }

    @Test
    void survivesTheProcessIdOfItsDeadPostgresGoingToAStranger() throws IOException, SQLException {
        EmbeddedDatabase.start(dataDirectory).close();
        long stranger = ProcessHandle.current().pid();
        String cluster = dataDirectory.resolve("postgres").toRealPath().toString();
        Files.writeString(
                pidFile(),
                String.join("\n", "" + stranger, cluster, "1700000000", "5432", "", "127.0.0.1", "", "ready\n"));
        try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
            assertThat(query(database, "SELECT 1")).containsExactly("1");
            assertThat(postmaster()).isNotEqualTo(stranger);
        }
    }

    @Test
    void leavesThePostgresOfAnotherDirectoryAlone() throws IOException, SQLException {
        EmbeddedDatabase.start(dataDirectory).close();
        Path elsewhere = temporary.resolve("elsewhere");
        try (EmbeddedDatabase other = EmbeddedDatabase.start(elsewhere)) {
            Files.copy(elsewhere.resolve("postgres").resolve("postmaster.pid"), pidFile());
            try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
                assertThat(query(database, "SELECT 1")).containsExactly("1");
                assertThat(query(other, "SELECT 2")).containsExactly("2");
            }
        }
    }

    @Test
    void stopsThePostgresOfAKilledServerAndGoesOnWithItsData() throws Exception {
        Path output = temporary.resolve("server.log");
        try (ServerProcess server = ServerProcess.start(output, "--kagzi.embedded.data-dir=" + dataDirectory)) {
            assertThat(server.awaitReady()).contains("fsync=on, synchronous_commit=on");
            assertThat(createNamespace(server.url())).isEqualTo(201);
            long orphan = postmaster();
            server.kill();
            assertThat(isRunning(orphan)).isTrue();

            try (EmbeddedDatabase database = EmbeddedDatabase.start(dataDirectory)) {
                assertThat(isRunning(orphan)).isFalse();
                assertThat(query(database, "SELECT name FROM kagzi.namespace WHERE name = 'kept'"))
                        .containsExactly("kept");
            }
        }
    }

    @Test
    void endsWithItsServer() throws Exception {
        try (ServerProcess server =
                ServerProcess.start(temporary.resolve("server.log"), "--kagzi.embedded.data-dir=" + dataDirectory)) {
            server.awaitReady();
            long postmaster = postmaster();
            server.stop();
            assertThat(isRunning(postmaster)).isFalse();
            assertThat(server.output()).doesNotContain("WARN").doesNotContain("ERROR");
            assertThat(server.output().lines()).as(server.output()).hasSize(1);
        }
    }

    @Test
    void refusalsNameThePropertyToEdit() throws Exception {
        try (EmbeddedDatabase first = EmbeddedDatabase.start(dataDirectory)) {
            assertThat(first.getUsername()).isEqualTo("postgres");
            assertRefused("'kagzi.embedded.data-dir'", "--kagzi.embedded.data-dir=" + dataDirectory);
        }
        assertRefused("'server.address'", "--server.address=0.0.0.0");
        assertRefused(
                "'kagzi.server.renew-interval'",
                "--kagzi.server.renew-interval=20s",
                "--kagzi.embedded.data-dir=" + dataDirectory);
    }

    private void assertRefused(String property, String... arguments) throws Exception {
        try (ServerProcess server = ServerProcess.start(temporary.resolve("refused.log"), arguments)) {
            assertThat(server.awaitExit()).isNotZero();
            assertThat(server.output())
                    .contains("APPLICATION FAILED TO START", property)
                    .doesNotContain("\tat ", "BeanCreationException:");
        }
    }

    private static int createNamespace(String api) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/namespaces"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"kept\"}"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode();
    }
}
