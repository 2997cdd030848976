package dev.kagzi.server.lease;

import static dev.kagzi.server.lease.TestWorker.codes;
import static dev.kagzi.server.lease.TestWorker.workflow;
import static dev.kagzi.server.lease.TestWorker.workflowOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.lease.TestWorker.Claim;
import dev.kagzi.server.maintenance.DueRunWaker;
import dev.kagzi.server.maintenance.EventSpreader;
import dev.kagzi.server.maintenance.OldEventRemover;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class EventIntegrationTests {

    @Autowired
    private ServerClient server;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private DueRunWaker waker;

    @Autowired
    private EventSpreader spreader;

    @Autowired
    private OldEventRemover remover;

    private String namespace;

    @BeforeEach
    void newNamespace() {
        namespace = server.newNamespace();
    }

    @Test
    void anEventThatCameBeforeTheWaitEndsItAtOnce() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        publish("shipped", "42", "{\"parcel\":\"P-1\"}");
        Claim claim = worker.poll(1, "order").get(0);

        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", "3d"), claim.waiting());

        assertThat(run(runId).text("/status")).isEqualTo("PENDING");
        Claim again = worker.poll(1, "order").get(0);
        JsonNode step = again.json().at("/steps/0");
        assertThat(step.path("kind").asString()).isEqualTo("EVENT");
        assertThat(step.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(step.at("/output/parcel").asString()).isEqualTo("P-1");
    }

    @Test
    void anEventWakesARunThatWaitsForIt() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", "3d"), claim.waiting());
        assertThat(run(runId).text("/waitingFor/kind")).isEqualTo("EVENT");
        assertThat(run(runId).text("/waitingFor/name")).isEqualTo("shipped");

        Answer event = publish("shipped", "42", "7");

        assertThat(event.status()).isEqualTo(202);
        assertThat(event.text("/wokenRuns/0/runId")).isEqualTo(runId);
        assertThat(event.text("/wokenRuns/0/workflow")).isEqualTo("order");
        assertThat(worker.poll(1, "order").get(0).json().at("/steps/0/output").asInt())
                .isEqualTo(7);
    }

    @Test
    void otherKeysAndNamesAndNoKeyAreOtherEvents() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, null, "3d"), claim.waiting());

        assertThat(publish("shipped", "42", "1").json().at("/wokenRuns")).isEmpty();
        assertThat(publish("sent", null, "1").json().at("/wokenRuns")).isEmpty();
        assertThat(publish("shipped", null, "1").json().at("/wokenRuns")).hasSize(1);
    }

    @Test
    void theNextWaitGetsTheNextEvent() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        publish("shipped", "42", "1");
        publish("shipped", "42", "2");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", "3d"), claim.waiting());
        Claim second = worker.poll(1, "order").get(0);
        worker.reportOk(second.waitStarted("shipped", 2, 2, "42", "3d"), second.waiting());
        Claim third = worker.poll(1, "order").get(0);
        assertThat(outputs(third)).containsExactly("1", "2");

        worker.reportOk(third.waitStarted("shipped", 3, 3, "42", "3d"), third.waiting());
        assertThat(worker.poll(1, "order")).isEmpty();
    }

    @Test
    void aRunDoesNotSeeEventsFromBeforeItsCreation() {
        TestWorker worker = worker(workflow("order"));
        publish("shipped", "42", "1");
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", "3d"), claim.waiting());
        assertThat(run(runId).text("/status")).isEqualTo("WAITING");
    }

    @Test
    void twoBranchesThatWaitForTheSameGetAnEventEach() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(
                claim.waitStarted("b#1/0", "shipped", 1, 1, "42", "3d"),
                claim.waitStarted("b#1/1", "shipped", 1, 1, "42", "3d"),
                claim.waiting());
        publish("shipped", "42", "1");
        Claim second = worker.poll(1, "order").get(0);
        assertThat(outputs(second)).containsExactly("1", "");
        worker.reportOk(second.waiting());
        publish("shipped", "42", "2");
        assertThat(outputs(worker.poll(1, "order").get(0))).containsExactly("1", "2");
    }

    @Test
    void aWaitThatIsOverBringsNothingAndTheEventThatComesLaterIsForTheNext() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", "60s"), claim.waiting());
        try (TestClock time = new TestClock(clock)) {
            time.advance(Duration.ofSeconds(61));
            // After the end of the wait, but before anybody has noticed it.
            publish("shipped", "42", "1");
            waker.runOnce();
            Claim second = worker.poll(1, "order").get(0);
            assertThat(outputs(second)).containsExactly("");
            assertThat(second.json().at("/steps/0/status").asString()).isEqualTo("COMPLETED");
            worker.reportOk(second.waitStarted("shipped", 2, 2, "42", "60s"), second.waiting());
            assertThat(outputs(worker.poll(1, "order").get(0))).containsExactly("", "1");
        }
    }

    @Test
    void anEventThatIsTooLateForOneBranchIsForTheNextOneThatWaits() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(
                claim.waitStarted("b#1/0", "shipped", 1, 1, "42", "60s"),
                claim.waitStarted("b#1/1", "shipped", 1, 1, "42", null),
                claim.waitStarted("b#1/2", "shipped", 1, 1, "42", null),
                claim.waiting());
        // After the end of the first wait, but before anybody has noticed it.
        jdbc.sql("UPDATE kagzi.event_wait SET deadline = opened_at WHERE run_id = :run AND branch = 'b#1/0'")
                .param("run", UUID.fromString(claim.runId()))
                .update();
        publish("shipped", "42", "1");
        publish("shipped", "42", "2");
        assertThat(outputs(worker.poll(1, "order").get(0))).containsExactly("", "1", "2");
    }

    @Test
    void aRunThatIsKeptHearsOfTheEventUntilItGoesOn() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", "3d"));
        publish("shipped", "42", "1");

        for (String wait : List.of("5s", "0s", "0s")) {
            Answer poll = worker.poll(worker.newestRequest() + 1, 0, wait, 1, "order");
            assertThat(poll.text("/resolved/0/runId")).isEqualTo(claim.runId());
            assertThat(poll.json().at("/resolved/0/outcome/output").asInt()).isEqualTo(1);
        }
        worker.reportOk(claim.stepCompleted("mail", 1, 2, "true"));
        assertThat(worker.poll(worker.newestRequest() + 1, 0, "0s", 1, "order")
                        .json()
                        .at("/resolved"))
                .isEmpty();
    }

    @Test
    void outcomesThatDoNotFitIntoOneAnswerTakeTurnsWithThoseOfOtherRuns() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        start("order");
        List<Claim> claims = worker.poll(2, "order");
        claims.forEach(claim -> worker.reportOk(
                claim.waitStarted("b#1/0", "shipped", 1, 1, "42", "3d"),
                claim.waitStarted("b#1/1", "shipped", 1, 1, "42", "3d")));
        String large = "\"" + "x".repeat(600_000) + "\"";
        publish("shipped", "42", large);
        publish("shipped", "42", large);

        Set<String> told = new HashSet<>();
        for (int poll = 1; poll <= 4; poll++) {
            Answer answer = worker.poll(worker.newestRequest() + 1, 0, "5s", 1, "order");
            answer.json()
                    .at("/resolved")
                    .forEach(resolved -> told.add(resolved.path("runId").asString() + " "
                            + resolved.at("/outcome/step/branch").asString()));
        }
        assertThat(told).hasSize(4);
        claims.forEach(claim -> worker.reportOk(claim.waiting()));
    }

    @Test
    void theOutcomeOfOneBranchIsNotTakenByAReportOfAnother() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("b#1/0", "shipped", 1, 1, "42", "3d"));
        publish("shipped", "42", "1");
        worker.reportOk(
                claim.report(
                        "stepCompleted",
                        ",\"step\":{\"branch\":\"b#1/1\",\"name\":\"pack\",\"occurrence\":1},\"position\":1,\"kind\":\"STEP\",\"attempts\":1"));

        assertThat(worker.poll(worker.newestRequest() + 1, 0, "0s", 1, "order").text("/resolved/0/runId"))
                .isEqualTo(claim.runId());
        worker.reportOk(claim.waiting());
        assertThat(worker.poll(1, "order")).hasSize(1);
    }

    @Test
    void aWaitWithoutEndIsSomethingToWaitFor() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", null));
        worker.reportOk(claim.waiting());
        assertThat(run(runId).text("/status")).isEqualTo("WAITING");
    }

    @Test
    void anEventStartsTheWorkflowsThatAreDeclaredOnItOnceEach() {
        TestWorker worker = worker(workflowOn("order", "created", "imported"), workflowOn("audit", "created"));
        String body = "{\"name\":\"created\",\"key\":\"42\",\"data\":{\"id\":42},\"eventId\":\"%s\"}"
                .formatted(UUID.randomUUID());
        Answer first = post("/api/v1/events", body);
        Answer repeated = post("/api/v1/events", body);

        assertThat(first.json().at("/startedRuns")).hasSize(2);
        assertThat(repeated.json()).isEqualTo(first.json());
        List<Claim> claims = worker.poll(5, "order", "audit");
        assertThat(claims).hasSize(2);
        assertThat(claims)
                .allSatisfy(claim ->
                        assertThat(claim.json().at("/input/id").asInt()).isEqualTo(42));
        assertThat(publish("imported", null, "1").json().at("/startedRuns")).hasSize(1);
        assertThat(publish("deleted", null, "1").json().at("/startedRuns")).isEmpty();
    }

    @Test
    void theEventThatStartedARunIsNotForItsWaits() {
        TestWorker worker = worker(workflowOn("order", "created"));
        publish("created", "42", "1");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("created", 1, 1, "42", "3d"), claim.waiting());
        assertThat(worker.poll(1, "order")).isEmpty();
        publish("created", "42", "2");
        assertThat(worker.poll(5, "order")).hasSize(2);
    }

    @Test
    void theHighestVersionDecidesWhichEventsStartAWorkflow() {
        worker(workflowOn("order", "created"));
        worker("{\"name\":\"order\",\"version\":2,\"on\":[\"imported\"]}");
        worker(workflowOn("order", "created"));
        assertThat(publish("created", null, "1").json().at("/startedRuns")).isEmpty();
        assertThat(publish("imported", null, "1").json().at("/startedRuns")).hasSize(1);
    }

    @Test
    void aRunEmitsAnEventOnce() {
        TestWorker worker = worker(workflow("order"), workflowOn("mail", "paid"));
        start("order");
        start("order");
        List<Claim> claims = worker.poll(2, "order");
        Claim waiting = claims.get(0);
        Claim emitting = claims.get(1);
        worker.reportOk(waiting.waitStarted("paid", 1, 1, "42", "3d"), waiting.waiting());

        worker.reportOk(emitting.eventEmitted("paid", 1, "42", "{\"sum\":9}"), emitting.runCompleted("1"));
        assertThat(codes(worker.report(
                        emitting.eventEmitted("paid", 1, "42", "{\"sum\":9}"), emitting.runCompleted("1"))))
                .containsOnly("repeated");

        Claim woken = worker.poll(1, "order").get(0);
        assertThat(woken.json().at("/steps/0/output/sum").asInt()).isEqualTo(9);
        assertThat(worker.poll(5, "mail")).hasSize(1);
        Answer events = get("/api/v1/events?name=paid&key=42");
        assertThat(events.json().at("/items")).hasSize(1);
        assertThat(events.text("/items/0/wokenRuns/0/runId")).isEqualTo(waiting.runId());
    }

    @Test
    void emittingAndWaitingInOneRequestFindEachOther() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        start("order");
        List<Claim> claims = worker.poll(2, "order");
        worker.reportOk(
                claims.get(0).eventEmitted("paid", 1, "42", "1"),
                claims.get(1).waitStarted("paid", 1, 1, "42", "3d"),
                claims.get(1).waiting());
        assertThat(worker.poll(1, "order"))
                .extracting(Claim::runId)
                .containsExactly(claims.get(1).runId());
    }

    @Test
    void nothingIsEmittedUnderALostLease() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);
        post("/api/v1/runs/" + runId + "/cancel", "{}");
        assertThat(codes(worker.report(claim.eventEmitted("paid", 1, "42", "1"))))
                .containsExactly("LEASE_LOST");
        assertThat(get("/api/v1/events").json().at("/items")).isEmpty();
    }

    @Test
    void anEventOfARunThatWasCancelledMeanwhileGoesToNobody() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", null), claim.waiting());
        post("/api/v1/runs/" + runId + "/cancel", "{}");
        assertThat(publish("shipped", "42", "1").json().at("/wokenRuns")).isEmpty();
        assertThat(run(runId).text("/status")).isEqualTo("CANCELLED");
    }

    @Test
    void aRetriedRunWaitsAnewAndReadsOn() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        publish("shipped", "42", "1");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", null), claim.waiting());
        Claim second = worker.poll(1, "order").get(0);
        worker.reportOk(second.waitStarted("shipped", 2, 2, "42", null));
        worker.reportOk(second.runFailed("no"));
        post("/api/v1/runs/" + runId + "/retry", "{}");
        publish("shipped", "42", "2");
        Claim third = worker.poll(1, "order").get(0);
        assertThat(outputs(third)).containsExactly("1");
        worker.reportOk(third.waitStarted("shipped", 2, 2, "42", null), third.waiting());
        assertThat(outputs(worker.poll(1, "order").get(0))).containsExactly("1", "2");
    }

    @Test
    void aRestartFromAStepReadsOnWhereThatStepWas() {
        TestWorker worker = worker(workflow("order"));
        String runId = start("order");
        publish("shipped", "42", "1");
        publish("shipped", "42", "2");
        Claim claim = worker.poll(1, "order").get(0);
        worker.reportOk(claim.waitStarted("shipped", 1, 1, "42", null), claim.waiting());
        Claim second = worker.poll(1, "order").get(0);
        worker.reportOk(second.waitStarted("shipped", 2, 2, "42", null), second.waiting());
        Claim third = worker.poll(1, "order").get(0);
        worker.reportOk(third.runCompleted("1"));

        Answer anew = post("/api/v1/runs/" + runId + "/restart", "{}");
        Claim fromTheBeginning = worker.poll(1, "order").get(0);
        worker.reportOk(fromTheBeginning.waitStarted("shipped", 1, 1, "42", null), fromTheBeginning.waiting());
        assertThat(run(anew.text("/runId")).text("/status")).isEqualTo("WAITING");

        post("/api/v1/runs/" + runId + "/restart", "{\"fromStep\":{\"name\":\"shipped\",\"occurrence\":2}}");
        Claim fromTheSecond = worker.poll(1, "order").get(0);
        assertThat(outputs(fromTheSecond)).containsExactly("1");
        worker.reportOk(fromTheSecond.waitStarted("shipped", 2, 2, "42", null), fromTheSecond.waiting());
        assertThat(outputs(worker.poll(1, "order").get(0))).containsExactly("1", "2");
    }

    @Test
    void moreRunsThanOneTransactionWakesAreAllWoken() {
        TestWorker worker = worker(workflow("order"));
        int count = 1_100;
        for (int i = 0; i < count; i += 550) {
            StringBuilder starts = new StringBuilder();
            for (int j = 0; j < 550; j++) {
                starts.append(j == 0 ? "" : ",").append("{\"workflow\":\"order\"}");
            }
            post("/api/v1/runs/batch", "{\"runs\":[" + starts + "]}");
        }
        for (int waiting = 0; waiting < count; ) {
            List<Claim> some = worker.poll(100, "order");
            worker.reportOk(some.stream()
                    .flatMap(claim -> Stream.of(claim.waitStarted("go", 1, 1, null, null), claim.waiting()))
                    .toArray(String[]::new));
            waiting += some.size();
        }
        Answer event = publish("go", null, "1");
        assertThat(event.json().at("/wokenRuns").size()).isGreaterThanOrEqualTo(1_000);
        List<Claim> woken = new ArrayList<>();
        Awaitility.await().until(() -> {
            spreader.runOnce();
            woken.addAll(worker.poll(2_000, "order"));
            return woken.size() == count;
        });
    }

    @Test
    void aRunWithMoreWaitsThanOneTransactionEndsKeepsNoEventFromOthers() {
        TestWorker worker = worker(workflow("order"));
        start("order");
        Claim wide = worker.poll(1, "order").get(0);
        worker.reportOk(Stream.concat(
                        IntStream.range(0, 1_100)
                                .mapToObj(index -> wide.waitStarted("b#1/" + index, "go", 1, 1, null, null)),
                        Stream.of(wide.waiting()))
                .toArray(String[]::new));
        String runId = start("order");
        Claim narrow = worker.poll(1, "order").get(0);
        worker.reportOk(narrow.waitStarted("go", 1, 1, null, null), narrow.waiting());

        publish("go", null, "1");

        Awaitility.await().until(() -> {
            spreader.runOnce();
            return run(runId).text("/status").equals("PENDING");
        });
    }

    @Test
    void eventsAreRemovedAfterTheirRetentionAndChannelsWithThem() {
        worker(workflow("order"));
        String eventId = publish("shipped", "42", "1").text("/eventId");
        try (TestClock time = new TestClock(clock)) {
            time.advance(Duration.ofDays(31));
            while (remover.runOnce() > 0) {
                // Each round removes a batch.
            }
        }
        assertThat(get("/api/v1/events/" + eventId).status()).isEqualTo(404);
    }

    @Test
    void batchesAcceptOrRefuseEachEventForItself() {
        worker(workflow("order"));
        Answer answer = post(
                "/api/v1/events/batch",
                "{\"events\":[{\"name\":\"a\",\"data\":1},{\"name\":\"\"},{\"name\":\"a\",\"data\":2}]}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().at("/results/0/event/name").asString()).isEqualTo("a");
        assertThat(answer.json().at("/results/1/error/code").asString()).isEqualTo("VALIDATION_FAILED");
        assertThat(answer.text("/results/0/event/acceptedAt")).isLessThan(answer.text("/results/2/event/acceptedAt"));
    }

    @Test
    void anotherEventUnderTheSameIdIsRefused() {
        String eventId = UUID.randomUUID().toString();
        assertThat(post("/api/v1/events", "{\"name\":\"a\",\"data\":1,\"eventId\":\"" + eventId + "\"}")
                        .status())
                .isEqualTo(202);
        assertThat(post("/api/v1/events", "{\"name\":\"b\",\"data\":1,\"eventId\":\"" + eventId + "\"}")
                        .text("/code"))
                .isEqualTo("EVENT_ID_CONFLICT");
        assertThat(post("/api/v1/events", "{\"name\":\"a\",\"data\":2,\"eventId\":\"" + eventId + "\"}")
                        .text("/code"))
                .isEqualTo("EVENT_ID_CONFLICT");
        assertThat(get("/api/v1/events/" + eventId).json().at("/data").asInt()).isEqualTo(1);
    }

    @Test
    void listsArePagedNewestFirst() {
        for (int i = 0; i < 5; i++) {
            publish(i % 2 == 0 ? "even" : "odd", "k" + i, String.valueOf(i));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = get("/api/v1/events?limit=2" + cursor);
            page.json().at("/items").forEach(item -> seen.add(item.path("key").asString()));
            cursor = page.text("/nextCursor").isEmpty() ? "" : "&cursor=" + page.text("/nextCursor");
        } while (!cursor.isEmpty());
        assertThat(seen).containsExactly("k4", "k3", "k2", "k1", "k0");
        assertThat(get("/api/v1/events?name=even").json().at("/items")).hasSize(3);
        assertThat(get("/api/v1/events?name=even&key=k2").json().at("/items")).hasSize(1);
        assertThat(get("/api/v1/events?key=k2").status()).isEqualTo(400);
    }

    @Test
    void eventsOfAnotherNamespaceDoNotExist() {
        String eventId = publish("shipped", "42", "1").text("/eventId");
        String other = server.newNamespace();
        assertThat(server.get("/api/v1/events/" + eventId, "Kagzi-Namespace", other)
                        .status())
                .isEqualTo(404);
        assertThat(server.get("/api/v1/events", "Kagzi-Namespace", other).json().at("/items"))
                .isEmpty();
    }

    private static List<String> outputs(Claim claim) {
        List<String> outputs = new ArrayList<>();
        claim.json()
                .path("steps")
                .forEach(step ->
                        outputs.add(step.has("output") ? step.path("output").toString() : ""));
        return outputs;
    }

    private TestWorker worker(String... definitions) {
        return new TestWorker(server, namespace, UUID.randomUUID(), definitions);
    }

    private String start(String workflow) {
        return post("/api/v1/runs", "{\"workflow\":\"" + workflow + "\"}").text("/runId");
    }

    private Answer publish(String name, String key, String data) {
        return post(
                "/api/v1/events",
                "{\"name\":\"%s\"%s,\"data\":%s}".formatted(name, key == null ? "" : ",\"key\":\"" + key + "\"", data));
    }

    private Answer run(String runId) {
        return get("/api/v1/runs/" + runId);
    }

    private Answer get(String path) {
        return server.get(path, "Kagzi-Namespace", namespace);
    }

    private Answer post(String path, String body) {
        return server.post(path, body, "Kagzi-Namespace", namespace);
    }
}
