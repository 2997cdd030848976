package dev.kagzi.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.MillionRuns;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** With a million finished runs every list is fast, and nobody reads a hot table from one end to the other. */
@Tag("slow")
@ServerTest
@TestPropertySource(properties = "kagzi.server.notify=false")
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MillionRunsIntegrationTests {

    private static final Logger log = LoggerFactory.getLogger(MillionRunsIntegrationTests.class);
    private static final Duration PROMISED = Duration.ofMillis(300);
    private static final int TRIES = 5;
    private static final List<String> HOT = List.of("run", "run_tag", "run_history", "run_id_claim", "step");

    @Autowired
    ServerClient server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    HikariDataSource pool;

    MillionRuns runs;

    private int steps;

    @BeforeAll
    void fill() {
        long start = System.nanoTime();
        runs = MillionRuns.fill(pool.getJdbcUrl(), "million");
        log.info("Filled in {} s", Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    @Test
    void everyListAnswersInTime() {
        Map<String, Duration> medians = new LinkedHashMap<>();
        lists().forEach(list -> medians.put(list, median(list)));
        medians.forEach((list, median) -> log.info("{} ms  {}", median.toNanos() / 1_000 / 1_000.0, list));
        assertThat(medians)
                .allSatisfy((list, median) -> assertThat(median).as(list).isLessThan(PROMISED));
    }

    @Test
    void nobodyReadsAHotTableFromEndToEnd() {
        Map<String, Long> before = scans();
        askForEverything();
        assertThat(scans()).isEqualTo(before);
    }

    /** What prepared statements come to after a while: one plan for all parameters. */
    @Test
    void norWithPlansThatFitAllParameters() {
        String database =
                jdbc.sql("SELECT current_database()").query(String.class).single();
        jdbc.sql("ALTER DATABASE " + database + " SET plan_cache_mode = force_generic_plan")
                .update();
        try {
            Map<String, Long> before = scans();
            assertThat(jdbc.sql("SHOW plan_cache_mode").query(String.class).single())
                    .isEqualTo("force_generic_plan");
            askForEverything();
            assertThat(scans()).isEqualTo(before);
        } finally {
            jdbc.sql("ALTER DATABASE " + database + " RESET plan_cache_mode").update();
            scans();
        }
    }

    @Test
    void readingAHotTableFromEndToEndIsNoticed() {
        Map<String, Long> before = scans();
        jdbc.sql("SELECT count(*) FROM kagzi.run WHERE attempt = 7")
                .query(Integer.class)
                .single();
        assertThat(scans().get("run")).isGreaterThan(before.get("run"));
    }

    @Test
    void shortPagesLeadToTheEndOfTheList() {
        List<String> found = new ArrayList<>();
        int pages = 0;
        String cursor = "";
        do {
            Answer page = get("/runs?tag=region:eu&status=CANCELLED&limit=200" + cursor);
            page.json().at("/items").forEach(run -> found.add(run.path("runId").asString()));
            cursor = page.text("/nextCursor").isEmpty() ? "" : "&cursor=" + page.text("/nextCursor");
            pages++;
        } while (!cursor.isEmpty());
        assertThat(found).doesNotHaveDuplicates().hasSize(runs.count("status = 'CANCELLED' AND tags <> '{}'"));
        assertThat(pages).isEqualTo(MillionRuns.RUNS / MillionRuns.EVERY_TAGGED / RunListRepository.WINDOW + 1);
    }

    private void askForEverything() {
        lists().forEach(this::get);
        work();
    }

    private Stream<String> lists() {
        String middle = runs.createdAt(MillionRuns.RUNS / 2).toString();
        String early = runs.createdAt(MillionRuns.OLD_RUNS + 5).toString();
        String longRun = "/runs/" + runs.longRun();
        return Stream.of(
                "/runs",
                "/runs?limit=200",
                "/runs?cursor=" + get("/runs?limit=200").text("/nextCursor"),
                "/runs?createdBefore=" + early,
                "/runs?createdAfter=2100-01-01T00:00:00Z",
                "/runs?createdAfter=" + middle + "&limit=200",
                "/runs?workflow=load-3&limit=200",
                "/runs?workflow=" + MillionRuns.OLD_WORKFLOW,
                "/runs?workflow=nobody",
                "/runs?workflow=load-3&createdBefore=" + early,
                "/runs?status=COMPLETED&limit=200",
                "/runs?status=FAILED&status=CANCELLED&limit=200",
                "/runs?status=NEEDS_ATTENTION",
                "/runs?status=PENDING,RUNNING,WAITING",
                "/runs?status=FAILED&createdBefore=" + early,
                "/runs?workflow=load-3&status=NEEDS_ATTENTION",
                "/runs?workflow=load-3&status=FAILED&createdBefore=" + middle,
                "/runs?workflow=" + MillionRuns.OLD_WORKFLOW + "&status=FAILED",
                "/runs?id=id-500000",
                "/runs?id=nobody",
                "/runs?id=id-500000&workflow=load-3&status=FAILED&tag=region:eu",
                "/runs?tag=region:eu&limit=200",
                "/runs?tag=region:nowhere",
                "/runs?tag=nobody:has",
                "/runs?tag=customer:500000",
                "/runs?tag=customer:500000&tag=region:eu",
                "/runs?tag=customer:nobody&tag=region:eu",
                "/runs?tag=region:eu&tag=zone:nowhere",
                "/runs?tag=region:eu&status=NEEDS_ATTENTION",
                "/runs?tag=region:eu&status=FAILED&limit=200",
                "/runs?tag=region:eu&workflow=" + MillionRuns.OLD_WORKFLOW,
                "/runs?tag=region:eu&createdBefore=" + early,
                longRun,
                longRun + "?include=steps",
                longRun + "/steps?limit=200",
                longRun + "/steps?limit=200&cursor=" + deepCursor(longRun + "/steps?limit=200", 90),
                longRun + "/history",
                longRun + "/result",
                "/workflows",
                "/workflows/load-3",
                "/workers",
                "/stats");
    }

    private String deepCursor(String list, int pages) {
        String cursor = "";
        for (int page = 0; page < pages; page++) {
            cursor = get(list + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).text("/nextCursor");
        }
        return cursor;
    }

    private Duration median(String list) {
        get(list);
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            long start = System.nanoTime();
            get(list);
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return times.stream().sorted().toList().get(TRIES / 2);
    }

    private Answer get(String path) {
        Answer answer = server.get("/api/v1" + path, "Kagzi-Namespace", runs.namespace());
        assertThat(answer.status()).as(path + " " + answer.body()).isEqualTo(200);
        return answer;
    }

    /** A client and a worker do, often enough for plans to be kept, all that they can do. */
    private void work() {
        String session = "/worker/sessions/"
                + post(
                                "/worker/sessions",
                                "{\"instanceId\":\"%s\",\"application\":\"a\",\"workflows\":[{\"name\":\"load-3\",\"version\":1}]}"
                                        .formatted(UUID.randomUUID()))
                        .text("/workerId");
        for (int round = 1; round <= 8; round++) {
            String id = UUID.randomUUID().toString();
            String start = "{\"workflow\":\"load-3\",\"id\":\"%s\",\"tags\":{\"region\":\"us\"}}".formatted(id);
            post("/runs", start);
            post("/runs", start);
            post("/runs/batch", "{\"runs\":[%s,{\"workflow\":\"load-3\"},{\"workflow\":\"load-3\"}]}".formatted(start));
            Answer poll = post(
                    session + "/poll",
                    "{\"requestId\":%d,\"free\":9,\"wait\":\"0s\",\"workflows\":[{\"name\":\"load-3\",\"versions\":[1],\"free\":9}]}"
                            .formatted(round));
            List<String> claims = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            poll.json().at("/runs").forEach(run -> {
                ids.add(run.path("runId").asString());
                claims.add("\"runId\":\"%s\",\"leaseToken\":\"%s\""
                        .formatted(
                                run.path("runId").asString(),
                                run.path("leaseToken").asString()));
            });
            assertThat(claims).as(poll.body()).hasSizeGreaterThanOrEqualTo(3);
            // Runs of the rounds before come back, with the steps of those rounds.
            String key = "{\"name\":\"step-%d\",\"occurrence\":1}".formatted(++steps);
            String step = ",\"step\":" + key + ",\"position\":" + steps + ",\"kind\":";
            Answer reports =
                    post(session + "/reports", """
                    {"reports":[
                     {"type":"stepCompleted",%1$s%4$s"STEP","output":1,"attempts":1},
                     {"type":"progressed",%1$s,"progress":1,"tags":{"region":"eu"}},
                     {"type":"runCompleted",%1$s,"output":1},
                     {"type":"stepFailed",%2$s%4$s"STEP","attempts":1,"failure":{"type":"a.B","types":["a.B"],"message":"no"}},
                     {"type":"runFailed",%2$s,"failure":{"type":"a.B","types":["a.B"],"message":"no"}},
                     {"type":"sleepStarted",%3$s%4$s"SLEEP","duration":"PT0.01S"},
                     {"type":"waiting",%3$s}]}
                    """.formatted(claims.get(0), claims.get(1), claims.get(2), step));
            assertThat(reports.body()).doesNotContain("code");
            post(session + "/renew", "{\"runs\":[\"%s\"],\"answered\":%d}".formatted(ids.get(2), round));
            post("/runs/" + ids.get(1) + "/retry", "{}");
            post("/runs/" + ids.get(1) + "/cancel", "{}");
            post("/runs/" + ids.get(0) + "/restart", "{\"fromStep\":" + key + "}");
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/runs?status=WAITING").json().at("/items").isEmpty());
    }

    private Answer post(String path, String body) {
        Answer answer = server.post("/api/v1" + path, body, "Kagzi-Namespace", runs.namespace());
        assertThat(answer.status()).as(path + " " + answer.body()).isBetween(200, 201);
        return answer;
    }

    /** Readings of whole tables so far. Sessions tell of theirs when they end, so all are ended first. */
    private Map<String, Long> scans() {
        String mine = "pid <> pg_backend_pid() AND datname = current_database() AND backend_type = 'client backend'"
                + " AND backend_start < '"
                + jdbc.sql("SELECT clock_timestamp()::text").query(String.class).single() + "'";
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            pool.getHikariPoolMXBean().softEvictConnections();
            return jdbc.sql("SELECT count(*) FROM pg_stat_activity WHERE " + mine)
                            .query(Integer.class)
                            .single()
                    == 0;
        });
        Map<String, Long> scans = new LinkedHashMap<>();
        jdbc.sql("SELECT relname, seq_scan FROM pg_stat_user_tables WHERE schemaname = 'kagzi'")
                .query(row -> {
                    if (HOT.contains(row.getString("relname"))) {
                        scans.put(row.getString("relname"), row.getLong("seq_scan"));
                    }
                });
        return scans;
    }
}
