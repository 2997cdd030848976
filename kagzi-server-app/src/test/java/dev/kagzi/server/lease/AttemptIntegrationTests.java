package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What is kept of the attempts of a step. */
@ServerTest
class AttemptIntegrationTests {

    @Autowired
    private ServerClient server;

    private String namespace;
    private TestWorker worker;
    private Claim claim;

    @BeforeEach
    void claimARun() {
        namespace = server.newNamespace();
        worker = new TestWorker(server, namespace, TestWorker.workflow("order"));
        post("", "{\"workflow\":\"order\"}");
        claim = worker.poll(1, "order").get(0);
    }

    private Answer post(String path, String body) {
        return server.post("/api/v1/runs" + path, body, "Kagzi-Namespace", namespace);
    }

    private Answer attempts(String query) {
        return server.get("/api/v1/runs/" + claim.runId() + "/attempts" + query, "Kagzi-Namespace", namespace);
    }

    private static List<String> shown(Answer answer) {
        return Stream.of(answer.json().path("items"))
                .flatMap(items -> items.valueStream())
                .map(AttemptIntegrationTests::shown)
                .toList();
    }

    private static String shown(JsonNode attempt) {
        return attempt.at("/step/name").asString() + " "
                + attempt.path("attempt").asInt()
                + (attempt.has("failure") ? " " + attempt.at("/failure/message").asString() : "");
    }

    @Test
    void attemptsOfAStepThatTakesMoreThanOneAreKept() {
        worker.reportOk(claim.stepFailed("pay", 1, 1, "PT0.001S"), claim.stepFailed("pay", 1, 2, "PT0.001S"));
        worker.reportOk(claim.completedAtAttempt("pay", 1, 3));

        Answer answer = attempts("");
        assertThat(shown(answer)).containsExactly("pay 1 no", "pay 2 no", "pay 3");
        assertThat(answer.json().at("/items/0/finishedAt").asString()).isNotEmpty();
        assertThat(answer.json().at("/items/0/failure/stack").isMissingNode()).isTrue();
    }

    @Test
    void aStepThatTakesOneHasSaidAllThereIsToSay() {
        worker.reportOk(claim.stepCompleted("validate", 1, 1, "1"), claim.stepFailed("pay", 2, 1, null));

        assertThat(shown(attempts(""))).isEmpty();
    }

    @Test
    void aReportThatIsRepeatedIsOneAttempt() {
        String failed = claim.stepFailed("pay", 1, 1, "PT1H");
        worker.reportOk(failed);
        worker.report(failed);

        assertThat(shown(attempts(""))).containsExactly("pay 1 no");
    }

    @Test
    void aRunThatIsRetriedBeginsAnewWithTheStepThatFailed() {
        worker.reportOk(claim.stepFailed("pay", 1, 1, "PT0.001S"), claim.stepFailed("pay", 1, 2, null));
        worker.reportOk(
                claim.report("runFailed", ",\"failure\":{\"type\":\"a.B\",\"message\":\"no\",\"step\":\"pay\"}"));
        assertThat(shown(attempts(""))).containsExactly("pay 1 no", "pay 2 no");

        post("/" + claim.runId() + "/retry", "{}");

        assertThat(shown(attempts(""))).isEmpty();
    }

    @Test
    void manyComeInPages() {
        IntStream.rangeClosed(1, 5).forEach(n -> worker.reportOk(claim.stepFailed("pay", 1, n, "PT0.001S")));

        Answer first = attempts("?limit=3");
        assertThat(shown(first)).hasSize(3);
        Answer second = attempts("?limit=3&cursor=" + first.text("/nextCursor"));
        assertThat(shown(second)).containsExactly("pay 4 no", "pay 5 no");
        assertThat(second.json().has("nextCursor")).isFalse();
        assertThat(attempts("?cursor=x").status()).isEqualTo(400);
    }
}
