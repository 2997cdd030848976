package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.codes;
import static dev.kagzi.server.lease.TestWorker.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Payloads that the server cannot read, wherever a payload may stand. */
@ServerTest
class EncodedPayloadsIntegrationTests {

    private static final String HASH = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9";

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    private String namespace;
    private TestWorker worker;

    @BeforeEach
    void registerWorkflow() {
        namespace = server.newNamespace();
        worker = new TestWorker(server, namespace, workflow("order"));
    }

    @Test
    void comeBackAsTheyWereSent() {
        String runId = start(encodedInput("in")).text("/runId");
        Claim claim = worker.poll(1, "order").get(0);
        assertThat(claim.json().path("inputEncoded").toString()).isEqualTo(encoded("in"));
        assertThat(claim.json().has("input")).isFalse();

        worker.reportOk(
                claim.report("progressed", ",\"progressEncoded\":" + encoded("half")),
                claim.report("stepStarted", step("pay", 1) + ",\"attempt\":1,\"inputEncoded\":" + encoded("args")),
                claim.report(
                        "stepFailed",
                        step("pay", 1) + ",\"attempts\":1,\"retryIn\":\"0s\",\"inputEncoded\":" + encoded("args")
                                + ",\"failure\":{\"type\":\"a.B\"}"),
                claim.report(
                        "stepCompleted",
                        step("pay", 1) + ",\"attempts\":2,\"inputEncoded\":" + encoded("args") + ",\"outputEncoded\":"
                                + encoded("paid")));
        assertThat(codes(worker.report(claim.report(
                        "stepCompleted", step("pay", 1) + ",\"attempts\":2,\"outputEncoded\":" + encoded("paid")))))
                .containsExactly("repeated");
        assertThat(codes(worker.report(claim.report(
                        "stepCompleted",
                        step("pay", 1) + ",\"attempts\":2,\"outputEncoded\":"
                                + encoded("paid").replace("zip", "gzip")))))
                .containsExactly("STEP_CONFLICT");
        assertThat(worker.steps(runId, "0:").json().at("/steps/0/outputEncoded").toString())
                .isEqualTo(encoded("paid"));
        worker.reportOk(claim.report("runCompleted", ",\"outputEncoded\":" + encoded("out")));

        Answer run = server.get("/api/v1/runs/" + runId + "?include=steps", "Kagzi-Namespace", namespace);
        assertThat(run.json().at("/inputEncoded").toString()).isEqualTo(encoded("in"));
        assertThat(run.json().at("/outputEncoded").toString()).isEqualTo(encoded("out"));
        assertThat(run.json().at("/progressEncoded").toString()).isEqualTo(encoded("half"));
        assertThat(run.json().at("/steps/0/inputEncoded").toString()).isEqualTo(encoded("args"));
        assertThat(run.json().at("/steps/0/outputEncoded").toString()).isEqualTo(encoded("paid"));
        assertThat(run.body()).doesNotContain("\"input\":", "\"output\":", "\"progress\":");
    }

    @Test
    void theHashOfTheInputSaysWhetherItIsTheSame() {
        String first = start(encodedInput("once") + ",\"id\":\"i\"").text("/runId");

        Answer otherBytes = start(encodedInput("again") + ",\"id\":\"i\"");
        assertThat(otherBytes.status()).isEqualTo(200);
        assertThat(otherBytes.text("/runId")).isEqualTo(first);
        assertThat(start("\"input\":0,\"id\":\"i\"").status()).isEqualTo(200);
        assertThat(start("\"input\":7,\"id\":\"i\",\"inputHash\":\"" + HASH.toUpperCase(java.util.Locale.ROOT) + "\"")
                        .status())
                .isEqualTo(200);
        assertThat(start("\"input\":1,\"id\":\"i\"").text("/code")).isEqualTo("ID_CONFLICT");
        assertThat(start(encodedInput("once").replace("5fec", "0000") + ",\"id\":\"i\"")
                        .text("/code"))
                .isEqualTo("ID_CONFLICT");
    }

    @Test
    void aRestartSaysWhichRunTheyWereEncodedFor() {
        String first = start(encodedInput("in")).text("/runId");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(
                claim.report("stepCompleted", step("pay", 1) + ",\"attempts\":1,\"outputEncoded\":" + encoded("paid")),
                claim.stepCompleted("ship", 1, 2, "1"),
                claim.report("runCompleted", ",\"outputEncoded\":" + encoded("out")));

        String second = restart(first, "ship");
        Claim restarted = worker.poll(1, "order").get(0);
        assertThat(restarted.json().at("/inputEncoded/runId").asString()).isEqualTo(first);
        assertThat(restarted.json().at("/steps/0/outputEncoded/runId").asString())
                .isEqualTo(first);
        worker.reportOk(
                restarted.report(
                        "stepCompleted", step("ship", 2) + ",\"attempts\":1,\"outputEncoded\":" + encoded("shipped")),
                restarted.stepCompleted("mail", 1, 3, "1"),
                restarted.report("runCompleted", ",\"outputEncoded\":" + encoded("out")));

        restart(second, "mail");
        Claim again = worker.poll(1, "order").get(0);
        assertThat(again.json().at("/inputEncoded/runId").asString()).isEqualTo(first);
        assertThat(again.json().at("/steps/0/outputEncoded/runId").asString()).isEqualTo(first);
        assertThat(again.json().at("/steps/1/outputEncoded/runId").asString()).isEqualTo(second);
    }

    @Test
    void aStartCannotSayThatItsInputIsAnothers() {
        String runId = start(encodedInput("in").replace("\"zip\"", "\"zip\",\"runId\":\"" + UUID.randomUUID() + "\""))
                .text("/runId");

        assertThat(server.get("/api/v1/runs/" + runId, "Kagzi-Namespace", namespace)
                        .json()
                        .at("/inputEncoded")
                        .toString())
                .isEqualTo(encoded("in"));
    }

    @Test
    void aPlainRestartSaysNothing() {
        String runId = start("\"input\":1").text("/runId");
        worker.reportOk(worker.poll(1, "order").get(0).runCompleted("2"));
        restart(runId, null);

        assertThat(worker.poll(1, "order").get(0).json().path("input").asInt()).isOne();
    }

    @Test
    void theSizeIsThatOfTheDecodedBytes() {
        String largest = "x".repeat(1024 * 1024);

        assertThat(start(encodedInput(largest)).status()).isEqualTo(201);
        Answer refused = start(encodedInput(largest + "x"));
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/inputEncoded");
        Claim claim = worker.poll(1, "order").get(0);
        assertThat(codes(worker.report(claim.report("runCompleted", ",\"outputEncoded\":" + encoded(largest + "x")))))
                .containsExactly("PAYLOAD_TOO_LARGE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"inputEncoded\":{\"encoding\":\"e\",\"data\":\"AA==\"}|/inputHash",
                "\"input\":1,\"inputHash\":\"12\"|/inputHash",
                "\"input\":1,\"inputEncoded\":{\"encoding\":\"e\",\"data\":\"AA==\"}|/inputEncoded",
                "\"inputEncoded\":{\"encoding\":\"e\",\"data\":\"?\"}|/inputEncoded/data",
                "\"inputEncoded\":{\"data\":\"AA==\"}|/inputEncoded/encoding",
                "\"inputHash\":\"HASH\",\"inputEncoded\":{\"encoding\":\"a b\",\"data\":\"AA==\"}|/inputEncoded/encoding",
                "\"inputHash\":\"HASH\",\"inputEncoded\":{\"encoding\":\"\",\"data\":\"AA==\"}|/inputEncoded/encoding"
            })
    void refusesWhatIsWrong(String members, String pointer) {
        Answer refused = start(members.replace("HASH", HASH));

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    @Test
    void refusesWhatIsWrongInAReport() {
        start("");
        Claim claim = worker.poll(1, "order").get(0);

        Answer both = worker.report(claim.report("runCompleted", ",\"output\":1,\"outputEncoded\":" + encoded("x")));

        assertThat(codes(both)).containsExactly("INVALID_REPORT");
        assertThat(both.text("/results/0/errors/0/pointer")).isEqualTo("/outputEncoded");
    }

    @Test
    void plainOnesAreStoredAsTheyAre() {
        String runId = start("\"input\": {\"a\" : 1.10} ").text("/runId");

        assertThat(jdbc.sql("SELECT input FROM kagzi.run WHERE run_id = ?")
                        .param(UUID.fromString(runId))
                        .query(byte[].class)
                        .single())
                .isEqualTo("{\"a\" : 1.10}".getBytes(StandardCharsets.UTF_8));
    }

    private Answer start(String members) {
        return server.post(
                "/api/v1/runs",
                "{\"workflow\":\"order\"" + (members.isEmpty() ? "" : "," + members) + "}",
                "Kagzi-Namespace",
                namespace);
    }

    private String restart(String runId, String step) {
        Answer answer = server.post(
                "/api/v1/runs/" + runId + "/restart",
                step == null ? "{}" : "{\"fromStep\":{\"name\":\"" + step + "\",\"occurrence\":1}}",
                "Kagzi-Namespace",
                namespace);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/runId");
    }

    private static String encodedInput(String data) {
        return "\"inputEncoded\":" + encoded(data) + ",\"inputHash\":\"" + HASH + "\"";
    }

    private static String encoded(String data) {
        return "{\"encoding\":\"zip\",\"data\":\""
                + Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    private static String step(String name, int position) {
        return ",\"step\":{\"name\":\"%s\",\"occurrence\":1},\"position\":%d,\"kind\":\"STEP\""
                .formatted(name, position);
    }
}
