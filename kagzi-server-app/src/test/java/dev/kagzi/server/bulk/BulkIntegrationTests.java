package dev.kagzi.server.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.maintenance.BulkWorker;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.run.BulkRuns;
import dev.kagzi.server.settings.RetentionSettings;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class BulkIntegrationTests {

    private static final String BULK = "/api/v1/bulk";
    private static final String RUNS = "/api/v1/runs";

    @Autowired
    private ServerClient server;

    @Autowired
    private BulkWorker worker;

    @Autowired
    private BulkJobs jobs;

    @Autowired
    private BulkRepository repository;

    @Autowired
    private BulkRuns bulkRuns;

    @Autowired
    private Namespaces namespaces;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private RetentionSettings retention;

    @Autowired
    private JdbcClient jdbc;

    private String namespace;

    @BeforeEach
    void registerWorkflow() {
        worker.stop();
        worker.runOnce();
        namespace = server.newNamespace();
        assertThat(post(
                                "/api/v1/worker/sessions",
                                "{'instanceId':'%s','application':'test','workflows':[{'name':'order','version':1},{'name':'other','version':1}]}"
                                        .formatted(UUID.randomUUID()))
                        .status())
                .isEqualTo(201);
    }

    @AfterEach
    void goOn() {
        worker.start();
    }

    @Test
    void cancelsWhatFitsAndNothingElse() {
        start("order", 250, ",'tags':{'region':'eu'}");
        start("order", 3, ",'tags':{'region':'us'}");
        start("other", 3, ",'tags':{'region':'eu'}");

        JsonNode job =
                done("{'action':'cancel','filter':{'workflow':'order','tags':{'region':'eu'}},'reason':'recalled'}");

        assertThat(job.path("matched").asInt()).isEqualTo(250);
        assertThat(job.path("succeeded").asInt()).isEqualTo(250);
        assertThat(job.path("skipped").asInt()).isZero();
        assertThat(statuses()).isEqualTo("CANCELLED 250, PENDING 6");
    }

    @Test
    void aDryRunCountsAndChangesNothing() {
        List<String> runs = start("order", 5, "");
        assertThat(post(RUNS + "/" + runs.get(0) + "/cancel", "{}").status()).isEqualTo(200);

        JsonNode job = done("{'action':'cancel','filter':{'workflow':'order'},'dryRun':true}");

        assertThat(job.path("matched").asInt()).isEqualTo(5);
        assertThat(job.path("succeeded").asInt()).isEqualTo(4);
        assertThat(job.path("skipped").asInt()).isEqualTo(1);
        assertThat(statuses()).isEqualTo("CANCELLED 1, PENDING 4");
    }

    @Test
    void retriesWhatHasFailedAndSkipsTheRest() {
        start("order", 5, "");
        fail(3);

        JsonNode job = done("{'action':'retry','filter':{'status':['FAILED','PENDING']}}");

        assertThat(job.path("succeeded").asInt()).isEqualTo(3);
        assertThat(job.path("skipped").asInt()).isEqualTo(2);
        assertThat(statuses()).isEqualTo("PENDING 5");
    }

    @Test
    void actsOnTheRunsThatAreNamed() {
        List<String> runs = start("order", 5, "");
        assertThat(post(RUNS + "/" + runs.get(0) + "/cancel", "{}").status()).isEqualTo(200);
        String named = "['%s','%s','%s','%s']".formatted(runs.get(0), runs.get(1), runs.get(1), UUID.randomUUID());

        JsonNode counted = done("{'action':'cancel','filter':{'runIds':%s},'dryRun':true}".formatted(named));
        JsonNode done = done("{'action':'cancel','filter':{'runIds':%s}}".formatted(named));

        assertThat(List.of(counted, done)).allSatisfy(job -> {
            assertThat(job.path("matched").asInt()).isEqualTo(3);
            assertThat(job.path("succeeded").asInt()).isEqualTo(1);
            assertThat(job.path("skipped").asInt()).isEqualTo(2);
        });
        assertThat(done.at("/filter/runIds/1").asString()).isEqualTo(runs.get(1));
        assertThat(statuses()).isEqualTo("CANCELLED 2, PENDING 3");
    }

    @Test
    void namesTwoHundredRunsAtMost() {
        List<String> runs = start("order", 200, "");
        String all = "'" + String.join("','", runs) + "'";

        assertThat(done("{'action':'restart','filter':{'runIds':[%s]}}".formatted(all))
                        .path("succeeded")
                        .asInt())
                .isEqualTo(200);
        assertThat(post(BULK, "{'action':'cancel','filter':{'runIds':[%s,'%s']}}".formatted(all, UUID.randomUUID()))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void listsThemNewestFirst() {
        List<String> begun = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            begun.add(
                    0,
                    begin("{'action':'cancel','filter':{'workflow':'order'}}").text("/bulkId"));
        }

        Answer first = server.get(BULK + "?limit=2", "Kagzi-Namespace", namespace);
        Answer second = server.get(BULK + "?limit=2&cursor=" + first.text("/nextCursor"), "Kagzi-Namespace", namespace);

        assertThat(List.of(
                        first.text("/items/0/bulkId"), first.text("/items/1/bulkId"), second.text("/items/0/bulkId")))
                .isEqualTo(begun);
        assertThat(second.json().has("nextCursor")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"cancel,false", "retry,false", "restart,false", "cancel,true", "retry,true", "restart,true"})
    void countsEachOnceAlthoughItsServerDiesWithinAPage(String action, boolean afterATurn) {
        start("order", 250, "");
        if (action.equals("retry")) {
            fail(250);
        }
        String bulkId = begin("{'action':'%s','filter':{'workflow':'order'}}".formatted(action))
                .text("/bulkId");
        if (afterATurn) {
            jobs.work(() -> false);
        }
        assertThatThrownBy(() -> dyingAfter(60).work(() -> true)).hasMessage("dies here");
        assertThat(shown(bulkId).path("matched").asInt()).isEqualTo(100);
        assertThat(shown(bulkId).path("succeeded").asInt()).isZero();

        worker.runOnce();

        JsonNode job = shown(bulkId);
        assertThat(job.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(job.path("matched").asInt()).isEqualTo(250);
        assertThat(job.path("succeeded").asInt()).isEqualTo(250);
        assertThat(job.path("skipped").asInt()).isZero();
        assertThat(statuses())
                .isEqualTo(
                        switch (action) {
                            case "cancel" -> "CANCELLED 250";
                            case "retry" -> "PENDING 250";
                            default -> "PENDING 500";
                        });
    }

    @Test
    void aJobThatWasTakenOverIsNotGoneOnWith() {
        start("order", 250, "");
        String bulkId =
                begin("{'action':'cancel','filter':{'workflow':'order'}}").text("/bulkId");

        jobs.work(() -> {
            jdbc.sql("UPDATE kagzi.bulk_job SET turn = turn + 1 WHERE bulk_id = :bulk")
                    .param("bulk", UUID.fromString(bulkId))
                    .update();
            return true;
        });

        assertThat(shown(bulkId).path("matched").asInt()).isEqualTo(100);
        assertThat(shown(bulkId).path("status").asString()).isEqualTo("RUNNING");
        jdbc.sql("UPDATE kagzi.bulk_job SET worked_until = NULL").update();
        worker.runOnce();
        assertThat(statuses()).isEqualTo("CANCELLED 250");
    }

    @Test
    void aNamespaceHasAHundredOpenJobs() {
        String body = "{'action':'retry','filter':{'workflow':'order'},'dryRun':true}";
        String key = UUID.randomUUID().toString();
        Answer first = server.post(BULK, body.replace('\'', '"'), "Kagzi-Namespace", namespace, "Idempotency-Key", key);
        for (int i = 1; i < 100; i++) {
            begin(body);
        }

        Answer refused = post(BULK, body);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("/code")).isEqualTo("OVERLOADED");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(server.post(BULK, body.replace('\'', '"'), "Kagzi-Namespace", namespace, "Idempotency-Key", key)
                        .text("/bulkId"))
                .isEqualTo(first.text("/bulkId"));

        worker.runOnce();
        begin(body);
    }

    @Test
    void aRepeatWithTheSameKeyIsTheSameJob() {
        String key = UUID.randomUUID().toString();
        String body = "{\"action\":\"cancel\",\"filter\":{\"workflow\":\"order\"}}";
        Answer first = server.post(BULK, body, "Kagzi-Namespace", namespace, "Idempotency-Key", key);
        Answer second = server.post(BULK, body, "Kagzi-Namespace", namespace, "Idempotency-Key", key);
        assertThat(second.text("/bulkId")).isEqualTo(first.text("/bulkId"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'action':'cancel','filter':{}}",
                "{'action':'cancel','filter':{'tags':{}}}",
                "{'action':'cancel','filter':{'status':[],'tags':{}}}",
                "{'action':'cancel','filter':{'tags':{'region':null}}}",
                "{'action':'cancel'}",
                "{'filter':{'workflow':'order'}}",
                "{'action':'delete','filter':{'workflow':'order'}}",
                "{'action':'cancel','filter':{'status':['GONE']}}",
                "{'action':'cancel','filter':{'createdAfter':'yesterday'}}",
                "{'action':'cancel','filter':{'runIds':[]}}",
                "{'action':'cancel','filter':{'runIds':['first']}}",
                "{'action':'cancel','filter':{'runIds':[null]}}",
                "{'action':'cancel','filter':{'workflow':'order','runIds':['0199d6a4-5c1e-7b63-9a3b-3f6f2f8f1c21']}}",
            })
    void refusesWhatCannotBe(String body) {
        assertThat(post(BULK, body).status()).isEqualTo(400);
    }

    @Test
    void anotherNamespaceDoesNotSeeIt() {
        String bulkId =
                begin("{'action':'cancel','filter':{'workflow':'order'}}").text("/bulkId");
        Answer answer = server.get(BULK + "/" + bulkId, "Kagzi-Namespace", server.newNamespace());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("/code")).isEqualTo("BULK_NOT_FOUND");
    }

    /** As a server that does not come back after so many runs. */
    private BulkJobs dyingAfter(int runs) {
        AtomicInteger calls = new AtomicInteger();
        BulkRuns dying = mock(BulkRuns.class, call -> {
            if (call.getMethod().getName().equals("apply") && calls.incrementAndGet() > runs) {
                throw new IllegalStateException("dies here");
            }
            return call.getMethod().invoke(bulkRuns, call.getArguments());
        });
        return new BulkJobs(repository, dying, namespaces, clock, retention);
    }

    private void fail(int runs) {
        jdbc.sql("""
                        UPDATE kagzi.run SET status = 'FAILED', claimable = false, finished_at = now(), started_at = now(), failure = '{}'
                         WHERE run_id IN (SELECT run_id FROM kagzi.run
                                           WHERE namespace_id = (SELECT namespace_id FROM kagzi.namespace WHERE name = :name) LIMIT :runs)
                        """).param("name", namespace).param("runs", runs).update();
    }

    private Answer begin(String body) {
        Answer answer = post(BULK, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo(BULK + "/" + answer.text("/bulkId"));
        return answer;
    }

    private JsonNode done(String body) {
        String bulkId = begin(body).text("/bulkId");
        worker.runOnce();
        JsonNode job = shown(bulkId);
        assertThat(job.path("status").asString()).isEqualTo("COMPLETED");
        assertThat(job.has("finishedAt")).isTrue();
        return job;
    }

    private JsonNode shown(String bulkId) {
        return server.get(BULK + "/" + bulkId, "Kagzi-Namespace", namespace).json();
    }

    private List<String> start(String workflow, int count, String members) {
        String run = "{'workflow':'%s'%s}".formatted(workflow, members);
        Answer answer = post(
                RUNS + "/batch",
                "{'runs':["
                        + String.join(
                                ",",
                                IntStream.range(0, count).mapToObj(i -> run).toList()) + "]}");
        List<String> ids = new ArrayList<>();
        answer.json()
                .path("results")
                .forEach(result -> ids.add(result.at("/run/runId").asString()));
        assertThat(ids).hasSize(count).doesNotContain("");
        return ids;
    }

    private String statuses() {
        return jdbc.sql("""
                        SELECT string_agg(status || ' ' || runs, ', ' ORDER BY status)
                          FROM (SELECT r.status, count(*) AS runs FROM kagzi.run r JOIN kagzi.namespace n USING (namespace_id)
                                 WHERE n.name = :name GROUP BY r.status) s
                        """).param("name", namespace).query(String.class).single();
    }

    private Answer post(String path, String json) {
        return server.post(path, json.replace('\'', '"'), "Kagzi-Namespace", namespace);
    }
}
