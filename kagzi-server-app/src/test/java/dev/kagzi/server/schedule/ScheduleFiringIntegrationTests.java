package dev.kagzi.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.maintenance.OldFiringRemover;
import dev.kagzi.server.maintenance.ScheduleFirer;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What becomes of firings, on a clock that is moved by hand. */
@ServerTest
class ScheduleFiringIntegrationTests {

    private static final String HOURLY = "'cron':'0 * * * *'";
    private static final Duration HOUR = Duration.ofHours(1);

    @Autowired
    ServerClient server;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DatabaseClock clock;

    @Autowired
    ScheduleFirer firer;

    @Autowired
    OldFiringRemover remover;

    @Autowired
    MeterRegistry registry;

    private TestClock moved;
    private SchedulesOverHttp schedules;

    @BeforeEach
    void takeTheClockInHand() {
        firer.stop();
        moved = new TestClock(clock);
        schedules = new SchedulesOverHttp(server).withReport();
    }

    @AfterEach
    void letItGo() {
        moved.close();
        // What later tests move the clock for is not for these to catch up with.
        jdbc.sql("DELETE FROM kagzi.schedule").update();
        firer.start();
    }

    private void moveTo(Instant instant) {
        moved.advance(Duration.between(clock.now(), instant));
    }

    /** Fires at this instant of the clock. */
    private void fireAt(Instant instant) {
        moveTo(instant);
        firer.runOnce();
    }

    private Instant next(String scheduleId) {
        return Instant.parse(schedules.show(scheduleId).text("/nextFireAt"));
    }

    private List<Instant> scheduledAts(String scheduleId) {
        return schedules.firings(scheduleId).stream()
                .filter(firing -> firing.has("runId"))
                .map(firing -> Instant.parse(firing.path("fireAt").asString()))
                .toList();
    }

    private static Instant createdAt(JsonNode run) {
        return Instant.parse(run.path("createdAt").asString());
    }

    @Test
    void nothingIsFiredWhileTheNamespaceIsDisabled() {
        schedules.created("nightly", HOURLY);
        Instant due = next("nightly");
        schedules.setNamespace("disable");
        fireAt(due.plusMillis(500));
        assertThat(schedules.firings("nightly")).isEmpty();

        schedules.setNamespace("enable");
        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsExactly("started");
    }

    @Test
    void aFiringOnTimeStartsARunAndNoneBeforeItsTime() {
        schedules.created("nightly", HOURLY + ",'input':{'a':1}");
        Instant due = next("nightly");
        fireAt(due.minusMillis(500));
        assertThat(schedules.firings("nightly")).isEmpty();

        fireAt(due.plusMillis(500));
        firer.runOnce();
        JsonNode firing = schedules.firings("nightly").get(0);
        assertThat(schedules.outcomes("nightly")).containsExactly("started");
        assertThat(firing.path("fireAt").asString()).isEqualTo(due.toString());
        JsonNode run =
                schedules.get("/api/v1/runs/" + firing.path("runId").asString()).json();
        assertThat(run.path("scheduleId").asString()).isEqualTo("nightly");
        assertThat(run.path("workflow").asString()).isEqualTo("report");
        assertThat(run.at("/input/a").asInt()).isEqualTo(1);
        assertThat(run.path("priority").asInt()).isZero();
        assertThat(createdAt(run)).isBetween(due, due.plusSeconds(5));
        assertThat(next("nightly")).isEqualTo(due.plus(HOUR));
        assertThat(schedules.show("nightly").text("/lastFiredAt")).isEqualTo(due.toString());
    }

    @Test
    void theWorkerIsToldWhenTheFiringWasDueAndTheDeadlineIsTheWorkflows() {
        Answer session = schedules.declare("'name':'report','version':1,'timeout':'1h'");
        schedules.created("nightly", HOURLY);
        Instant due = next("nightly");
        fireAt(due.plusSeconds(20));
        Answer poll = schedules.post(
                "/api/v1/worker/sessions/" + session.text("/workerId") + "/poll",
                SchedulesOverHttp.object(
                        "'requestId':1,'free':1,'wait':'0s','workflows':[{'name':'report','versions':[1],'free':1}]"));
        JsonNode run = poll.json().at("/runs/0");
        assertThat(run.path("scheduledAt").asString()).isEqualTo(due.toString());
        assertThat(Instant.parse(run.path("deadline").asString())).isAfter(due.plus(HOUR));
    }

    @ParameterizedTest
    @CsvSource({"59, started", "61, MISSED"})
    void aMinuteLateIsStillOnTime(long seconds, String outcome) {
        schedules.created("nightly", HOURLY);
        fireAt(next("nightly").plusSeconds(seconds));
        assertThat(schedules.outcomes("nightly")).containsExactly(outcome);
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "1, 4", "5, 0", "7, 0"})
    void theNewestMissedFiringsAreMadeUpOneAfterTheOther(int catchUp, int skipped) {
        schedules.created("nightly", HOURLY + ",'catchUp':" + catchUp);
        Instant first = next("nightly");
        fireAt(first.plus(HOUR.multipliedBy(4)).plusSeconds(90));
        List<String> expected = new ArrayList<>(Collections.nCopies(skipped, "MISSED"));
        for (int i = skipped; i < 5; i++) {
            expected.add(i == skipped ? "started" : "waiting");
        }
        assertThat(schedules.outcomes("nightly")).isEqualTo(expected);
        for (int i = skipped; i < 5; i++) {
            assertThat(scheduledAts("nightly")).hasSize(i - skipped + 1);
            moved.advance(Duration.ofMillis(200));
            firer.runOnce();
            schedules.finishRuns("nightly");
            firer.runOnce();
        }
        assertThat(schedules.outcomes("nightly").subList(skipped, 5)).allMatch("started"::equals);
        assertThat(schedules.runs("nightly")).hasSize(5 - skipped);
        assertThat(next("nightly")).isEqualTo(first.plus(HOUR.multipliedBy(5)));
        // The order of their starts is that of their times.
        List<String> byStart = schedules.runs("nightly").stream()
                .map(run -> run.path("runId").asString())
                .toList();
        assertThat(schedules.firings("nightly").stream()
                        .filter(firing -> firing.has("runId"))
                        .map(firing -> firing.path("runId").asString()))
                .isEqualTo(byStart);
    }

    @Test
    void ofALongOutageTheNewestThousandAreOnRecord() {
        schedules.created("minutely", "'cron':'* * * * *','catchUp':2");
        Instant now = next("minutely").plus(Duration.ofDays(2)).plusSeconds(30);
        fireAt(now);
        List<JsonNode> firings = schedules.firings("minutely");
        Instant onTime = now.truncatedTo(ChronoUnit.MINUTES);
        // A thousand that are skipped, two that are made up, and the one that is on time.
        assertThat(firings).hasSize(1_003);
        assertThat(firings.get(0).path("fireAt").asString())
                .isEqualTo(onTime.minus(Duration.ofMinutes(1_002)).toString());
        assertThat(schedules.outcomes("minutely").subList(999, 1_003))
                .containsExactly("MISSED", "waiting", "waiting", "started");
    }

    @Test
    void skipLeavesOutWhatIsDueWhileARunIsNotFinished() {
        schedules.created("nightly", HOURLY);
        Instant first = next("nightly");
        fireAt(first);
        fireAt(first.plus(HOUR));
        schedules.finishRuns("nightly");
        fireAt(first.plus(HOUR.multipliedBy(2)));
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "OVERLAP", "started");
    }

    @Test
    void skipLeavesOutWhatIsDueWhileARunIsBeingUndone() {
        schedules.created("nightly", HOURLY);
        Instant first = next("nightly");
        fireAt(first);
        jdbc.sql("UPDATE kagzi.run SET compensable = true WHERE schedule_id = 'nightly'")
                .update();
        schedules.finishRuns("nightly");
        assertThat(schedules.runs("nightly").get(0).path("ending").asString()).isEqualTo("CANCELLED");
        fireAt(first.plus(HOUR));
        jdbc.sql("""
                UPDATE kagzi.run SET status = 'CANCELLED', claimable = false, finished_at = clock_timestamp()
                WHERE schedule_id = 'nightly'
                """).update();
        fireAt(first.plus(HOUR.multipliedBy(2)));
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "OVERLAP", "started");
    }

    @Test
    void allowStartsWhateverElseRuns() {
        schedules.created("nightly", "'cron':'*/20 * * * * *','overlap':'ALLOW'");
        Instant first = next("nightly");
        fireAt(first.plusSeconds(40));
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "started", "started");
        assertThat(scheduledAts("nightly")).containsExactly(first, first.plusSeconds(20), first.plusSeconds(40));
    }

    @Test
    void waitStartsEachWhenTheOneBeforeIsFinished() {
        schedules.created("nightly", HOURLY + ",'overlap':'WAIT'");
        Instant first = next("nightly");
        fireAt(first);
        fireAt(first.plus(HOUR));
        fireAt(first.plus(HOUR.multipliedBy(2)));
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "waiting", "waiting");
        assertThat(schedules.show("nightly").text("/lastFiredAt")).isEqualTo(first.toString());
        schedules.finishRuns("nightly");
        firer.runOnce();
        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "started", "waiting");
        schedules.finishRuns("nightly");
        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "started", "started");
    }

    @Test
    void aRunThatWaitsBlocksNoOtherSchedule() {
        schedules.created("slow", HOURLY + ",'overlap':'WAIT'");
        schedules.created("quick", HOURLY + ",'overlap':'WAIT'");
        Instant first = next("slow");
        fireAt(first);
        schedules.finishRuns("quick");
        fireAt(first.plus(HOUR));
        assertThat(schedules.outcomes("slow")).containsExactly("started", "waiting");
        assertThat(schedules.outcomes("quick")).containsExactly("started", "started");
    }

    /** Of two schedules and by two ways: the pace is that of their namespace. */
    @Test
    void madeUpFiringsKeepToTenASecondInTheirNamespace() {
        schedules.created("a", HOURLY + ",'overlap':'ALLOW'");
        schedules.created("b", HOURLY + ",'overlap':'ALLOW','catchUp':6");
        SchedulesOverHttp other = new SchedulesOverHttp(server).withReport();
        other.created("c", HOURLY + ",'overlap':'ALLOW'");
        moveTo(next("b").plus(HOUR.multipliedBy(5)).plusSeconds(90));
        Instant now = clock.now();
        schedules.backfill("a", now.minus(HOUR.multipliedBy(12)), now.minus(HOUR.multipliedBy(6)), "");
        other.backfill("c", now.minus(HOUR.multipliedBy(12)), now.minus(HOUR.multipliedBy(6)), "");

        for (int round = 0; round < 12; round++) {
            firer.runOnce();
            moved.advance(Duration.ofMillis(100));
        }
        // Both schedules had their turns, and the other namespace had its own.
        assertThat(scheduledAts("a")).hasSize(6);
        assertThat(scheduledAts("b")).hasSize(6);
        assertThat(other.outcomes("c").stream().filter("started"::equals)).hasSize(6);
        List<Instant> starts = Stream.of("a", "b")
                .flatMap(id -> schedules.runs(id).stream())
                .map(ScheduleFiringIntegrationTests::createdAt)
                .sorted()
                .toList();
        for (int i = 1; i < starts.size(); i++) {
            // The run is written a moment after its place was taken.
            assertThat(Duration.between(starts.get(i - 1), starts.get(i))).isGreaterThan(Duration.ofMillis(50));
        }
        assertThat(Duration.between(starts.get(0), starts.get(11))).isGreaterThan(Duration.ofMillis(1_050));
    }

    @Test
    void firingsOnTimeDoNotStandBehindThePace() {
        schedules.created("past", HOURLY + ",'overlap':'ALLOW'");
        Instant due = next("past");
        Stream.of("a", "b", "c").forEach(id -> schedules.created(id, HOURLY + ",'overlap':'WAIT'"));
        schedules.backfill("past", due.minus(HOUR.multipliedBy(10)), due.minus(HOUR), "");
        fireAt(due);
        Stream.of("a", "b", "c")
                .forEach(id -> assertThat(schedules.outcomes(id)).containsExactly("started"));
        assertThat(scheduledAts("past")).contains(due).hasSizeLessThan(9);
    }

    @Test
    void aBackfillGoesOneAfterTheOtherAndTakesUpWhatWasSkipped() {
        schedules.created("nightly", HOURLY);
        Instant first = next("nightly");
        fireAt(first.minus(Duration.ofMinutes(1)));
        fireAt(first);
        fireAt(first.plus(HOUR));
        schedules.finishRuns("nightly");
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "OVERLAP");

        Instant from = first.minus(HOUR);
        Instant to = first.plus(HOUR).plusSeconds(1);
        moveTo(to.plusSeconds(5));
        Answer answer = schedules.backfill("nightly", from, to, "");
        List<String> firings = new ArrayList<>();
        answer.json().path("firings").forEach(firing -> firings.add(firing.asString()));
        assertThat(firings).containsExactly(from.toString(), first.plus(HOUR).toString());
        assertThat(schedules.outcomes("nightly")).containsExactly("waiting", "started", "waiting");

        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "started", "waiting");
        moved.advance(Duration.ofSeconds(1));
        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "started", "waiting");
        assertThat(schedules.backfill("nightly", from, to, "").json().path("firings"))
                .hasSize(1);
        schedules.finishRuns("nightly");
        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsOnly("started").hasSize(3);
        assertThat(schedules.backfill("nightly", from, to, "").json().path("firings"))
                .isEmpty();
        assertThat(schedules.runs("nightly")).hasSize(3);
    }

    /** What is due at this moment belongs to the schedule, even if nobody has looked yet. */
    @Test
    void aBackfillDoesNotTakeAwayWhatIsOnTime() {
        schedules.created("nightly", HOURLY);
        Instant due = next("nightly");
        moveTo(due.plusSeconds(5));
        Answer answer = schedules.backfill("nightly", due, due.plusSeconds(1), "");
        assertThat(answer.json().path("firings")).isEmpty();
        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsExactly("started");
        assertThat(schedules.runs("nightly")).hasSize(1);
    }

    @Test
    void whilePausedNothingFiresAndNothingIsMadeUpAfterwards() {
        schedules.created("nightly", HOURLY + ",'catchUp':5,'overlap':'WAIT'");
        Instant first = next("nightly");
        fireAt(first);
        fireAt(first.plus(HOUR));
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "waiting");
        schedules.act("nightly", "pause");
        schedules.finishRuns("nightly");
        fireAt(first.plus(HOUR.multipliedBy(4)));
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "waiting");

        moved.advance(Duration.ofSeconds(10));
        assertThat(schedules.act("nightly", "resume").text("/nextFireAt"))
                .isEqualTo(first.plus(HOUR.multipliedBy(5)).toString());
        firer.runOnce();
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "started");
        schedules.finishRuns("nightly");
        fireAt(first.plus(HOUR.multipliedBy(5)));
        assertThat(scheduledAts("nightly")).containsExactly(first, first.plus(HOUR), first.plus(HOUR.multipliedBy(5)));
    }

    @Test
    void whatWasDueBeforeAPauseIsFired() {
        schedules.created("nightly", HOURLY);
        Instant due = next("nightly");
        moveTo(due.plusSeconds(5));
        schedules.act("nightly", "pause");
        assertThat(schedules.outcomes("nightly")).containsExactly("started");
    }

    @Test
    void aChangeLosesAndDoublesNoFiring() {
        schedules.created("nightly", HOURLY);
        Instant due = next("nightly");
        moveTo(due.plusSeconds(5));
        Answer changed = schedules.put("nightly", "'workflow':'report','cron':'*/30 * * * *'", "If-Match", "*");
        assertThat(changed.text("/nextFireAt"))
                .isEqualTo(due.plus(Duration.ofMinutes(30)).toString());
        assertThat(changed.text("/lastFiredAt")).isEqualTo(due.toString());
        firer.runOnce();
        schedules.finishRuns("nightly");
        fireAt(due.plus(Duration.ofMinutes(30)));
        assertThat(scheduledAts("nightly")).containsExactly(due, due.plus(Duration.ofMinutes(30)));
    }

    @Test
    void aDeploymentLosesAndDoublesNoFiring() {
        String offer = "'name':'report','version':1,'schedules':[{'scheduleId':'report','cron':'%s'}]";
        schedules.declare(offer.formatted("0 * * * *"));
        Instant due = next("report");
        moveTo(due.plusSeconds(5));
        schedules.declare(offer.formatted("*/30 * * * *"));
        firer.runOnce();
        assertThat(scheduledAts("report")).containsExactly(due);
        assertThat(next("report")).isEqualTo(due.plus(Duration.ofMinutes(30)));
    }

    @Test
    void aScheduleThatCannotBeReadHarmsNoOther() {
        Stream.of("a", "broken", "z").forEach(id -> schedules.created(id, HOURLY));
        Instant due = next("a");
        // One comes before it, and one after it.
        jdbc.sql("UPDATE kagzi.schedule SET next_fire_at = next_fire_at - interval '2 seconds' WHERE schedule_id = 'a'")
                .update();
        jdbc.sql(
                        "UPDATE kagzi.schedule SET cron = 'x', next_fire_at = next_fire_at - interval '1 second' WHERE schedule_id = 'broken'")
                .update();
        fireAt(due);
        firer.runOnce();
        assertThat(schedules.outcomes("a")).containsExactly("started");
        assertThat(schedules.outcomes("z")).containsExactly("started");
        assertThat(schedules.firings("broken")).isEmpty();

        assertThat(schedules.show("broken").text("/cron")).isEqualTo("x");
        Answer mended = schedules.put("broken", "'workflow':'report'," + HOURLY, "If-Match", "*");
        assertThat(mended.status()).as(mended.body()).isEqualTo(200);
        fireAt(due.plus(HOUR));
        assertThat(schedules.outcomes("broken")).containsExactly("started");
    }

    /** The runs of a transaction have been created at the same moment. */
    @Test
    void thoseThatAreDueAtOnceAreFiredTogetherEachInItsOwnWay() {
        IntStream.range(0, 20).forEach(i -> schedules.created("quick-" + i, HOURLY + ",'input':" + i));
        schedules.created("slow", HOURLY);
        schedules.created("patient", HOURLY + ",'overlap':'WAIT'");
        schedules.created("careless", HOURLY + ",'overlap':'ALLOW'");
        Stream.of("slow", "patient", "careless").forEach(id -> schedules.act(id, "trigger"));
        Instant due = next("slow");
        fireAt(due.plusSeconds(1));

        List<JsonNode> runs = IntStream.range(0, 20)
                .mapToObj(i -> schedules.runs("quick-" + i).get(0))
                .toList();
        assertThat(runs.stream().map(ScheduleFiringIntegrationTests::createdAt).distinct())
                .hasSize(1);
        for (int i = 0; i < 20; i++) {
            String run = runs.get(i).path("runId").asString();
            assertThat(schedules.get("/api/v1/runs/" + run).json().path("input").asInt())
                    .isEqualTo(i);
            assertThat(schedules.show("quick-" + i).text("/lastFiredAt")).isEqualTo(due.toString());
        }
        assertThat(schedules.outcomes("slow")).containsExactly("started", "OVERLAP");
        assertThat(schedules.outcomes("patient")).containsExactly("started", "waiting");
        assertThat(schedules.outcomes("careless")).containsExactly("started", "started");
    }

    /** Each keeps a thousand on record that were missed, and has those of the last minute. */
    @Test
    void afterAnOutageMoreFiringsThanFitIntoATransactionAreAllSeenTo() {
        List<String> ids = IntStream.range(0, 6).mapToObj(i -> "secondly-" + i).toList();
        ids.forEach(id -> schedules.created(id, "'cron':'* * * * * *'"));
        fireAt(clock.now().plus(HOUR));
        ids.forEach(id -> assertThat(jdbc.sql("SELECT count(*) FROM kagzi.firing WHERE schedule_id = ?")
                        .param(id)
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(1_060));
    }

    @Test
    void aScheduleThatCouldNotBeFiredIsTriedAgain() {
        schedules.created("nightly", HOURLY);
        Instant due = next("nightly");
        jdbc.sql("UPDATE kagzi.schedule SET zone = 'Mars' WHERE schedule_id = 'nightly'")
                .update();
        fireAt(due.plusSeconds(1));
        jdbc.sql("UPDATE kagzi.schedule SET zone = 'UTC' WHERE schedule_id = 'nightly'")
                .update();
        fireAt(due.plusSeconds(30));
        assertThat(schedules.firings("nightly")).isEmpty();
        fireAt(due.plusSeconds(62));
        assertThat(schedules.outcomes("nightly")).containsExactly("MISSED");
    }

    @Test
    void aFiringWithoutItsWorkflowIsSkipped() {
        schedules.created("nightly", HOURLY);
        Instant due = next("nightly");
        jdbc.sql(
                        "DELETE FROM kagzi.workflow WHERE namespace_id = (SELECT namespace_id FROM kagzi.namespace WHERE name = ?)")
                .param(schedules.namespace())
                .update();
        // Whoever declares another one lets the server look anew.
        schedules.declare("'name':'other','version':1");
        fireAt(due);
        assertThat(schedules.outcomes("nightly")).containsExactly("WORKFLOW_UNKNOWN");
        assertThat(schedules.show("nightly").json().has("lastFiredAt")).isFalse();
        assertThat(next("nightly")).isEqualTo(due.plus(HOUR));
        Answer trigger = schedules.act("nightly", "trigger");
        assertThat(trigger.status()).isEqualTo(404);
        assertThat(schedules.firings("nightly")).hasSize(1);
    }

    @Test
    void aFiringThatIsOnRecordIsNotFiredAgain() {
        schedules.created("nightly", HOURLY + ",'overlap':'ALLOW'");
        Instant due = next("nightly");
        fireAt(due);
        jdbc.sql(
                        "UPDATE kagzi.schedule SET next_fire_at = next_fire_at - interval '1 hour' WHERE schedule_id = 'nightly'")
                .update();
        firer.runOnce();
        assertThat(schedules.runs("nightly")).hasSize(1);
        assertThat(next("nightly")).isEqualTo(due.plus(HOUR));
    }

    @Test
    void oldFiringsAreForgottenButForTheNewestAndThoseThatWait() {
        jdbc.sql("UPDATE kagzi.namespace SET retention_ms = 7200000 WHERE name = ?")
                .param(schedules.namespace())
                .update();
        schedules.created("nightly", HOURLY);
        schedules.created("past", HOURLY + ",'paused':true");
        Instant first = next("nightly");
        schedules.backfill("past", first.minus(HOUR.multipliedBy(9)), first.minus(HOUR.multipliedBy(6)), "");
        fireAt(first);
        fireAt(first.plus(HOUR));
        schedules.act("nightly", "pause");
        moveTo(first.plus(HOUR.multipliedBy(2)).plusSeconds(10));
        removeAll();
        assertThat(schedules.outcomes("nightly")).containsExactly("OVERLAP");
        moveTo(first.plus(HOUR.multipliedBy(9)));
        removeAll();
        assertThat(schedules.outcomes("nightly")).containsExactly("OVERLAP");
        assertThat(schedules.outcomes("past")).containsExactly("waiting", "waiting", "waiting");
    }

    private void removeAll() {
        while (remover.runOnce() > 0) {
            // As long as there is anything.
            continue;
        }
    }

    private double firings(String outcome) {
        return registry.get("kagzi.server.firings")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void firingsAreCountedAndTheirLagIsMeasured() {
        double started = firings("started");
        double overlap = firings("overlap");
        double missed = firings("missed");
        long measured = registry.get("kagzi.server.timer.lag")
                .tag("kind", "schedule")
                .timer()
                .count();
        schedules.created("nightly", HOURLY);
        Instant first = next("nightly");
        fireAt(first);
        fireAt(first.plus(HOUR));
        fireAt(first.plus(HOUR.multipliedBy(2)).plusSeconds(90));
        assertThat(firings("started")).isGreaterThanOrEqualTo(started + 1);
        assertThat(firings("overlap")).isGreaterThanOrEqualTo(overlap + 1);
        assertThat(firings("missed")).isGreaterThanOrEqualTo(missed + 1);
        assertThat(registry.get("kagzi.server.timer.lag")
                        .tag("kind", "schedule")
                        .timer()
                        .count())
                .isGreaterThanOrEqualTo(measured + 2);
    }

    /** Nobody calls anything: the service looks by itself. */
    @Test
    void theServiceFiresByItself() {
        schedules.created("secondly", "'cron':'* * * * * *','overlap':'ALLOW'");
        firer.start();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(schedules.outcomes("secondly").size()).isGreaterThan(2));
        firer.stop();
        for (JsonNode run : schedules.runs("secondly")) {
            JsonNode firing = schedules.firings("secondly").stream()
                    .filter(other -> other.path("runId").equals(run.path("runId")))
                    .findFirst()
                    .orElseThrow();
            Instant due = Instant.parse(firing.path("fireAt").asString());
            assertThat(createdAt(run)).isAfterOrEqualTo(due);
        }
    }
}
