package dev.kagzi.server.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.LostCommits;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** Requests with a key, when the database has committed and nobody hears of it. */
@ServerTest
@Import(LostCommits.class)
class LostCommitIntegrationTests {

    private static final String RUNS = "/api/v1/runs";
    private static final String EVENTS = "/api/v1/events";
    private static final String START = "{\"workflow\":\"order\",\"input\":1}";

    @Autowired
    private ServerClient server;

    @Autowired
    private LostCommits commits;

    private final String key = UUID.randomUUID().toString();
    private String namespace = "";

    @BeforeEach
    void declareWorkflow() {
        namespace = server.newNamespace();
        server.post("/api/v1/worker/sessions", """
                {"instanceId":"%s","application":"test","workflows":[{"name":"order","version":1}]}
                """.formatted(UUID.randomUUID()), "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String json) {
        return server.post(path, json, "Kagzi-Namespace", namespace, "Idempotency-Key", key);
    }

    private int runs() {
        return server.get(RUNS, "Kagzi-Namespace", namespace)
                .json()
                .path("items")
                .size();
    }

    @Test
    void aStartWithAnUnknownOutcomeIsRepeatedAtOnceAndMakesOneRun() {
        commits.loseOne(LostCommits.STARTS, 0);
        Answer first = post(RUNS, START);
        assertThat(first.status()).isEqualTo(503);
        assertThat(first.text("/code")).isEqualTo("OUTCOME_UNKNOWN");

        Answer second = post(RUNS, START);
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(second.json().path("created").asBoolean(true)).isFalse();
        assertThat(post(RUNS, START).body()).isEqualTo(second.body());
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void aBatchWithUnknownOutcomesIsRepeatedAndMakesEachRunOnce() {
        String batch = "{\"runs\":[" + START + "," + START + ",{\"workflow\":\"nothing\"}]}";
        commits.loseOne(LostCommits.STARTS, 0);
        Answer first = post(RUNS + "/batch", batch);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().findValuesAsString("code")).contains("OUTCOME_UNKNOWN", "WORKFLOW_UNKNOWN");

        Answer second = post(RUNS + "/batch", batch);
        assertThat(second.json().findValuesAsString("code")).containsExactly("WORKFLOW_UNKNOWN");
        assertThat(second.json().findValuesAsString("runId")).hasSize(2).doesNotHaveDuplicates();
        assertThat(post(RUNS + "/batch", batch).body()).isEqualTo(second.body());
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void anEventBatchWithUnknownOutcomesIsRepeatedAndAcceptsEachEventOnce() {
        String batch = "{\"events\":[{\"name\":\"a\"},{\"name\":\"a\"},{\"name\":\"\"}]}";
        commits.loseOne(LostCommits.EVENTS, 0);
        Answer first = post(EVENTS + "/batch", batch);
        assertThat(first.json().findValuesAsString("code")).contains("OUTCOME_UNKNOWN", "VALIDATION_FAILED");

        Answer second = post(EVENTS + "/batch", batch);
        assertThat(second.json().findValuesAsString("code")).containsExactly("VALIDATION_FAILED");
        assertThat(second.json().findValuesAsString("eventId")).hasSize(2).doesNotHaveDuplicates();
        assertThat(post(EVENTS + "/batch", batch).body()).isEqualTo(second.body());
        assertThat(server.get(EVENTS, "Kagzi-Namespace", namespace).json().path("items"))
                .hasSize(2);
    }

    @Test
    void aKeyThatMayNotHaveBeenNotedIsNotedAgain() {
        commits.loseOne(LostCommits.REQUESTS, 0);
        Answer first = post(RUNS, START);
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(post(RUNS, START).body()).isEqualTo(first.body());
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void anAnswerThatMayNotHaveBeenKeptIsDelivered() {
        commits.loseOne(LostCommits.REQUESTS, 1);
        Answer first = post(RUNS, START);
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(post(RUNS, START).body()).isEqualTo(first.body());
        assertThat(runs()).isEqualTo(1);
    }
}
