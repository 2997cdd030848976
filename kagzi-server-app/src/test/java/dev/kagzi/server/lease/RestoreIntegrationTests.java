package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.codes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.maintenance.DueRunWaker;
import dev.kagzi.server.maintenance.ExpiredLeaseReaper;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.InstalledPostgres;
import dev.kagzi.server.test.ServerClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the page on backups promises of a restore, by the commands it gives. */
class RestoreIntegrationTests {

    private static final Path PAGE = Path.of("../docs/operations/backup.md");
    private static final Pattern COMMANDS = Pattern.compile("(?s)```sh\n(.*?)\n(.*?)\n```");
    private static final String RUNS = "/api/v1/runs";

    @TempDir
    private Path directory;

    private final Map<String, String> statuses = new LinkedHashMap<>();

    private ConfigurableApplicationContext server;
    private TestWorker worker;
    private String pending;
    private String waiting;
    private Claim held;
    private Claim claimedLater;
    private String acceptedLater;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void ofADump() throws Exception {
        Optional<Path> programs = InstalledPostgres.programs();
        assumeThat(programs)
                .as("a PostgreSQL that is installed with its tools, such as Debian's package 'postgresql'")
                .isPresent();
        try (InstalledPostgres postgres = InstalledPostgres.start(programs.orElseThrow(), directory)) {
            String path = programs.orElseThrow() + ":" + System.getenv("PATH");
            Map<String, String> variables = Map.of("PATH", path, "DATABASE", postgres.uri());
            List<String> commands = commands(0);
            start("--spring.datasource.url=" + postgres.jdbcUrl());
            work();
            Map<String, List<String>> rows = rows();
            execute(commands.get(0), variables);
            workOn();
            server.close();
            execute(commands.get(1), variables);
            start("--spring.datasource.url=" + postgres.jdbcUrl());
            assertThat(rows()).isEqualTo(rows);
            goOn();
            server.close();
        }
    }

    @Test
    void ofACopyOfTheFiles() throws Exception {
        Path data = directory.resolve("data");
        Map<String, String> variables = Map.of("DATA", data.toString());
        List<String> commands = commands(1);
        start("--kagzi.embedded.data-dir=" + data);
        work();
        Map<String, List<String>> rows = rows();
        server.close();
        execute(commands.get(0), variables);
        start("--kagzi.embedded.data-dir=" + data);
        worker = worker.at(client());
        workOn();
        server.close();
        execute(commands.get(1), variables);
        start("--kagzi.embedded.data-dir=" + data);
        assertThat(rows()).isEqualTo(rows);
        goOn();
    }

    /** The two commands of one of the page's blocks: one that backs up, and one that restores. */
    private static List<String> commands(int block) throws IOException {
        return COMMANDS.matcher(Files.readString(PAGE))
                .results()
                .skip(block)
                .findFirst()
                .map(found -> List.of(found.group(1), found.group(2)))
                .orElseThrow();
    }

    private void execute(String command, Map<String, String> variables) throws Exception {
        Path output = directory.resolve("command.log");
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        shell.environment().putAll(variables);
        Process process = shell.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(command).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    /** With a lease that no test lasts for. */
    private void start(String database) {
        server = new SpringApplicationBuilder(KagziServerApplication.class, ServerClient.class)
                .run("--server.port=0", "--management.server.port=0", "--kagzi.server.lease-duration=5m", database);
    }

    private ServerClient client() {
        return server.getBean(ServerClient.class);
    }

    /** All that is stored, by tables. */
    /** All but the figures of the overview, which a server goes on writing for a while. */
    private Map<String, List<String>> rows() {
        JdbcClient jdbc = server.getBean(JdbcClient.class);
        Map<String, List<String>> rows = new TreeMap<>();
        jdbc.sql("SELECT table_name FROM information_schema.tables WHERE table_schema = 'kagzi'"
                        + " AND table_name NOT LIKE '%\\_figure'")
                .query(String.class)
                .list()
                .forEach(table -> rows.put(
                        table,
                        jdbc.sql("SELECT t::text FROM kagzi." + table + " t ORDER BY 1")
                                .query(String.class)
                                .list()));
        assertThat(rows.get("run")).isNotEmpty();
        return rows;
    }

    /** Leaves a run in every status. */
    private void work() {
        worker = new TestWorker(client(), "default", TestWorker.workflow("order"));
        worker.reportOk(claimed("COMPLETED").runCompleted("1"));
        worker.reportOk(claimed("FAILED").runFailed("no"));
        worker.reportOk(claimed("NEEDS_ATTENTION")
                .report("needsAttention", ",\"failure\":{\"type\":\"HISTORY_MISMATCH\",\"message\":\"differs\"}"));
        String cancelled = started("CANCELLED", "");
        assertThat(client().post(RUNS + "/" + cancelled + "/cancel", "{}").status())
                .isLessThan(300);
        Claim sleeps = claimed("WAITING");
        worker.reportOk(sleeps.sleepStarted("nap", 1, 1, "1h"), sleeps.waiting());
        Claim waits = claimed("WAITING");
        worker.reportOk(waits.waitStarted("order.paid", 1, 1, "42", null), waits.waiting());
        waiting = waits.runId();
        held = claimed("RUNNING");
        worker.reportOk(held.stepCompleted("charge", 1, 1, "1"));
        pending = started("PENDING", ",\"id\":\"before\"");
        assertStatuses();
    }

    /** None of it is in the backup. */
    private void workOn() {
        claimedLater = TestWorker.claims(worker.poll(100, 1, "0s", 1, "order")).get(0);
        worker.reportOk(claimedLater.stepCompleted("charge", 1, 1, "1"), held.runCompleted("1"));
        acceptedLater = started("", ",\"id\":\"after\"");
    }

    private void goOn() {
        assertStatuses();
        assertThat(get(RUNS + "/" + acceptedLater).status()).isEqualTo(404);
        assertThat(started("", ",\"id\":\"after\"")).isNotEqualTo(acceptedLater);
        assertThat(started("", ",\"id\":\"before\"")).isEqualTo(pending);
        assertThat(claimedLater.runId()).isEqualTo(pending);

        worker = worker.at(client());
        refused(claimedLater.runCompleted("2"));
        try (TestClock clock = new TestClock(server.getBean(DatabaseClock.class))) {
            clock.advance(Duration.ofHours(2));
            server.getBean(ExpiredLeaseReaper.class).runOnce();
            server.getBean(DueRunWaker.class).runOnce();
            refused(held.runCompleted("2"));
            assertThat(client().post("/api/v1/events", "{\"name\":\"order.paid\",\"key\":\"42\"}")
                            .status())
                    .isEqualTo(202);

            TestWorker another = new TestWorker(client(), "default", TestWorker.workflow("order"));
            List<Claim> claims = another.poll(10, "order");
            assertThat(claims)
                    .extracting(Claim::runId)
                    .contains(pending, held.runId(), waiting)
                    .hasSize(5);
            refused(claimedLater.runCompleted("2"));
            assertThat(steps(held.runId())).containsExactly("charge");
            assertThat(steps(pending)).isEmpty();
            claims.forEach(claim -> {
                another.reportOk(claim.runCompleted("1"));
                assertThat(get(RUNS + "/" + claim.runId()).text("/status")).isEqualTo("COMPLETED");
            });
        }
    }

    private void assertStatuses() {
        statuses.forEach((runId, status) ->
                assertThat(get(RUNS + "/" + runId).text("/status")).isEqualTo(status));
    }

    private void refused(String report) {
        assertThat(codes(worker.report(report))).containsExactly("LEASE_LOST");
    }

    private List<String> steps(String runId) {
        return get(RUNS + "/" + runId + "/steps").json().path("items").findValuesAsString("name");
    }

    /** @param status that it will have when all is backed up; empty when it will not be in the backup */
    private String started(String status, String members) {
        Answer answer = client().post(RUNS, "{\"workflow\":\"order\"" + members + "}");
        assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
        if (!status.isEmpty()) {
            statuses.put(answer.text("/runId"), status);
        }
        return answer.text("/runId");
    }

    private Claim claimed(String status) {
        String runId = started(status, "");
        Claim claim = worker.poll(1, "order").get(0);
        assertThat(claim.runId()).isEqualTo(runId);
        return claim;
    }

    private Answer get(String path) {
        return client().get(path);
    }
}
