package dev.kagzi.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.kagzi.NonRetryableException;
import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.client.IdConflictException;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.client.RunFailedException;
import dev.kagzi.serialization.PayloadCodecException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** The codec of the how-to in applications, with the packaged server and a look into its database. */
class EncryptedPayloadsIntegrationTests {

    private static final Duration PATIENCE = PackagedServer.PATIENCE;
    private static final String SECRET = "4242-4242-4242-4242";

    @TempDir
    static Path directory;

    private static EmbeddedPostgres postgres;
    private static PackagedServer server;

    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @BeforeAll
    static void startServer() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        server =
                new PackagedServer(directory, "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
        postgres.close();
    }

    @AfterEach
    void closeApplications() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void theDatabaseHoldsNothingPlain() throws SQLException {
        KagziClient kagzi = application(EncryptionConfiguration.class);

        Run<String> run = kagzi.start(PaymentWorkflow::pay, SECRET).id("once").send();

        assertThat(run.result(PATIENCE)).isEqualTo("paid with " + SECRET + ", seen by " + SECRET);
        assertThat(kagzi.start(PaymentWorkflow::pay, SECRET).id("once").send().runId())
                .isEqualTo(run.runId());
        assertThatExceptionOfType(IdConflictException.class)
                .isThrownBy(() ->
                        kagzi.start(PaymentWorkflow::pay, "another").id("once").send());
        String tables = tables();
        assertThat(tables).contains(hex("aes-gcm:2026-11"), run.runId());
        assertThat(tables).doesNotContain(SECRET, hex(SECRET), hex("paid with"), hex("halfway"), hex("\"seen"));
    }

    @Test
    void anInputThatIsSwappedWithAnotherRunsIsRefusedAndNothingIsLost() throws SQLException {
        application(EncryptionConfiguration.class)
                .start(PaymentWorkflow::pay, "first")
                .send()
                .result(PATIENCE);
        closeApplications();
        KagziClient kagzi = application(EncryptionConfiguration.class, "--kagzi.worker.enabled=false");
        Run<String> one = kagzi.start(PaymentWorkflow::pay, "one").send();
        Run<String> other = kagzi.start(PaymentWorkflow::pay, "other").send();
        swapInputs(one, other);

        application(EncryptionConfiguration.class);
        await().atMost(PATIENCE).until(() -> needsAttention(one) && needsAttention(other));
        assertThat(shown(one)).contains("PAYLOAD_CODEC_FAILED", "AEADBadTag");
        swapInputs(one, other);

        assertThat(one.retry().result(PATIENCE)).startsWith("paid with one");
        assertThat(other.retry().result(PATIENCE)).startsWith("paid with other");
    }

    @Test
    void aResultInPlaceOfAnotherOrTamperedWithIsRefused() throws SQLException {
        KagziClient kagzi = application(EncryptionConfiguration.class);
        Run<String> run = kagzi.start(PaymentWorkflow::pay, "x").send();
        run.result(PATIENCE);

        execute("UPDATE kagzi.run SET output = input WHERE run_id = '" + run.runId() + "'");
        assertThatExceptionOfType(PayloadCodecException.class).isThrownBy(run::result);
        execute("UPDATE kagzi.run r SET output = s.output FROM kagzi.step s WHERE s.run_id = r.run_id AND r.run_id = '"
                + run.runId() + "' AND s.name = 'charge'");
        assertThatExceptionOfType(PayloadCodecException.class).isThrownBy(run::result);
        run = kagzi.start(PaymentWorkflow::pay, "y").send();
        run.result(PATIENCE);
        execute(
                "UPDATE kagzi.run SET output = set_byte(output, length(output) - 1, get_byte(output, length(output) - 1) # 1)"
                        + " WHERE run_id = '" + run.runId() + "'");
        assertThatExceptionOfType(PayloadCodecException.class).isThrownBy(run::result);
    }

    @Test
    void aRestartReadsWhatWasEncryptedForTheRunBefore() {
        KagziClient kagzi = application(EncryptionConfiguration.class);
        Run<String> first = kagzi.start(PaymentWorkflow::pay, "z").send();
        first.result(PATIENCE);
        int charged = PaymentWorkflow.CHARGES.get();

        Run<String> fromStep = kagzi.run(restart(first.runId(), "show")).returns(String.class);
        assertThat(fromStep.result(PATIENCE)).isEqualTo("paid with z, seen by z");
        assertThat(PaymentWorkflow.CHARGES).hasValue(charged);
        Run<String> again = kagzi.run(restart(fromStep.runId(), "show")).returns(String.class);
        assertThat(again.result(PATIENCE)).isEqualTo("paid with z, seen by z");
        assertThat(PaymentWorkflow.CHARGES).hasValue(charged);
        assertThat(again.restart().result(PATIENCE)).isEqualTo("paid with z, seen by z");
        assertThat(PaymentWorkflow.CHARGES).hasValue(charged + 1);
    }

    @Test
    void theResultOfAChildIsReadAgainAfterARestartOfTheWorker() {
        Run<String> run = application(EncryptionConfiguration.class)
                .start(WalletWorkflow::open, "w")
                .send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING") && WalletWorkflow.PAID.get() > 0);
        closeApplications();
        int read = WalletWorkflow.PAID.get();

        KagziClient kagzi = application(EncryptionConfiguration.class);
        assertThat(kagzi.run(run.runId()).returns(String.class).result(PATIENCE))
                .isEqualTo("paid with w, seen by w");
        assertThat(WalletWorkflow.PAID).hasValueGreaterThan(read);
    }

    @Test
    void aNewKeyTakesOverAndTheOldOneGoesOnReading() {
        KagziClient old = application(EncryptionConfiguration.class);
        Run<String> first = old.start(PaymentWorkflow::pay, "k").id("rotated").send();
        first.result(PATIENCE);
        closeApplications();

        KagziClient kagzi =
                application(KeyRotationConfiguration.class, "--payloads.key-2027-05=" + AesGcmCodecTests.key(2));
        Run<String> same = kagzi.start(PaymentWorkflow::pay, "k").id("rotated").send();

        assertThat(same.runId()).isEqualTo(first.runId());
        assertThat(same.result(PATIENCE)).startsWith("paid with k");
        Run<String> restarted = kagzi.run(restart(first.runId(), "show")).returns(String.class);
        assertThat(restarted.result(PATIENCE)).startsWith("paid with k");
        assertThat(shown(restarted)).contains("aes-gcm:2026-11", "aes-gcm:2027-05");
    }

    @Test
    void aFailureKeepsItsMessagePlain() {
        KagziClient kagzi = application(EncryptionConfiguration.class);

        assertThatExceptionOfType(RunFailedException.class)
                .isThrownBy(() ->
                        kagzi.start(PaymentWorkflow::pay, "declined").send().result(PATIENCE))
                .withMessageContaining("The card was declined");
    }

    private KagziClient application(Class<?> configuration, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.config.name=encrypted-payloads",
                "--kagzi.url=" + server.url(),
                "--payloads.key-2026-11=" + AesGcmCodecTests.key(1),
                "--payloads.hash-key=" + AesGcmCodecTests.key(9)));
        all.addAll(List.of(arguments));
        ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class, configuration)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
        applications.add(application);
        return application.getBean(KagziClient.class);
    }

    private static boolean needsAttention(Run<?> run) {
        return run.status().name().equals("NEEDS_ATTENTION");
    }

    private static String restart(String runId, String step) {
        HttpRequest.Builder request = request(runId + "/restart")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"fromStep\":{\"name\":\"" + step + "\",\"occurrence\":1}}"));
        return JsonMapper.shared()
                .readTree(PackagedServer.send(request).body())
                .path("runId")
                .asString();
    }

    private static String shown(Run<?> run) {
        return PackagedServer.send(request(run.runId())).body();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/runs/" + path));
    }

    private static void swapInputs(Run<?> one, Run<?> other) throws SQLException {
        execute(
                "UPDATE kagzi.run r SET input = o.input FROM kagzi.run o WHERE (r.run_id, o.run_id) IN (('%1$s', '%2$s'), ('%2$s', '%1$s'))"
                        .formatted(one.runId(), other.runId()));
    }

    /** Every row of every table as text; bytes in hexadecimal. */
    private static String tables() throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : column(statement, "SELECT tablename FROM pg_tables WHERE schemaname = 'kagzi'")) {
                column(statement, "SELECT t::text FROM kagzi." + table + " t")
                        .forEach(row -> all.append(row).append('\n'));
            }
        }
        return all.toString();
    }

    private static List<String> column(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static void execute(String update) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(update)).isPositive();
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @EnableAutoConfiguration
    @Import({PaymentWorkflow.class, WalletWorkflow.class})
    static class Application {}

    @Workflow
    public static class WalletWorkflow {

        static final AtomicInteger PAID = new AtomicInteger();

        public String open(String card, WorkflowContext ctx) {
            String paid = ctx.call(PaymentWorkflow::pay, card);
            PAID.incrementAndGet();
            ctx.sleep("5s");
            return paid;
        }
    }

    @Workflow
    public static class PaymentWorkflow {

        static final AtomicInteger CHARGES = new AtomicInteger();

        public String pay(String card, WorkflowContext ctx) {
            ctx.progress("halfway with " + card);
            String paid = charge(card);
            ctx.now();
            return paid + ", " + show(card);
        }

        @Step
        String charge(String card) {
            if (card.equals("declined")) {
                throw new NonRetryableException("The card was declined");
            }
            CHARGES.incrementAndGet();
            return "paid with " + card;
        }

        @Step
        String show(String card) {
            return "seen by " + card;
        }
    }
}
