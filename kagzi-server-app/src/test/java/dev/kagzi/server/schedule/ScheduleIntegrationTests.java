package dev.kagzi.server.schedule;

import static dev.kagzi.server.schedule.SchedulesOverHttp.PATH;
import static dev.kagzi.server.schedule.SchedulesOverHttp.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@ServerTest
class ScheduleIntegrationTests {

    /** Not due while a test runs. */
    private static final String YEARLY = "'cron':'0 0 29 2 *'";

    @Autowired
    ServerClient server;

    @Autowired
    JdbcClient jdbc;

    SchedulesOverHttp schedules;

    @BeforeEach
    void declareWorkflow() {
        schedules = new SchedulesOverHttp(server).withReport();
    }

    private static List<String> texts(JsonNode array, String member) {
        List<String> texts = new ArrayList<>();
        array.forEach(item ->
                texts.add(member.isEmpty() ? item.asString() : item.path(member).asString()));
        return texts;
    }

    @Test
    void aNewScheduleIsAnsweredWithItsDefaultsAndItsNextFiring() {
        Answer answer = schedules.create("nightly", "'cron':'0 0 1 1 *'");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo(PATH + "/nightly");
        assertThat(answer.header("ETag")).matches("\"\\d+\"");
        int year = Instant.now().atOffset(ZoneOffset.UTC).getYear() + 1;
        assertThat(answer.body())
                .isEqualTo(object(
                        ("'scheduleId':'nightly','workflow':'report','cron':'0 0 1 1 *','zone':'UTC','overlap':'SKIP',"
                                        + "'catchUp':0,'paused':false,'source':'API','nextFireAt':'%d-01-01T00:00:00Z'")
                                .formatted(year)));
        Answer shown = schedules.show("nightly");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.body()).isEqualTo(answer.body());
        assertThat(shown.header("ETag")).isEqualTo(answer.header("ETag"));
    }

    @Test
    void allThatIsSentComesBack() {
        String members =
                "'cron':'30 0 3 * * MON-FRI','zone':'Europe/Berlin','input':{'a':1.10},'overlap':'WAIT','catchUp':3,'paused':true";
        Answer answer = schedules.create("nightly", members);
        assertThat(answer.body())
                .isEqualTo(object("'scheduleId':'nightly','workflow':'report',"
                        + members.replace(",'catchUp'", ",'catchUp'") + ",'source':'API'"));
        assertThat(schedules.show("nightly").body()).isEqualTo(answer.body());
    }

    @Test
    void theSameContentAgainFindsTheSchedule() {
        Answer first = schedules.create("nightly", YEARLY + ",'input':{'a':1}");
        Answer again = schedules.create("nightly", YEARLY + ",'input':{'a':1},'zone':'UTC','catchUp':0");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        schedules.act("nightly", "pause");
        assertThat(schedules.create("nightly", YEARLY + ",'input':{'a':1}").status())
                .isEqualTo(200);
    }

    /** Whoever saves his schedules at each start goes on under either name. */
    @Test
    void theSameContentAgainFindsTheScheduleOfARenamedWorkflow() {
        Answer first = schedules.create("nightly", YEARLY + ",'input':1");
        schedules.declare("'name':'summary','version':1,'aliases':['report']");
        for (String name : List.of("report", "summary")) {
            Answer again = schedules.post(
                    PATH, object("'scheduleId':'nightly','workflow':'%s','input':1,".formatted(name) + YEARLY));
            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(again.text("/workflow")).isEqualTo("summary");
            assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        }
        assertThat(schedules.create("nightly", YEARLY).text("/detail")).contains("of workflow 'summary'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'cron':'0 0 28 2 *'",
                "'cron':'0 0 29 2 *','zone':'Europe/Berlin'",
                "'cron':'0 0 29 2 *','input':1",
                "'cron':'0 0 29 2 *','overlap':'WAIT'",
                "'cron':'0 0 29 2 *','catchUp':1",
                "'cron':'0 0 29 2 *','paused':true",
                "'cron':'0 0 29 2 *','workflow':'other'",
            })
    void otherContentUnderTheSameNameIsRefused(String members) {
        schedules.declare("'name':'other','version':1");
        Answer first = schedules.create("nightly", YEARLY);
        Answer other = schedules.create("nightly", members);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("/code")).isEqualTo("SCHEDULE_EXISTS");
        assertThat(schedules.show("nightly").body()).isEqualTo(first.body());
    }

    @Test
    void aChangeGoesBackToAVersion() {
        String etag = schedules.create("nightly", YEARLY).header("ETag");
        String members = "'workflow':'report','cron':'0 0 28 2 *','zone':'Asia/Tokyo','input':2,'catchUp':1";

        assertThat(schedules.put("nightly", members).status()).isEqualTo(428);
        assertThat(schedules.put("nightly", members).text("/code")).isEqualTo("PRECONDITION_REQUIRED");

        Answer changed = schedules.put("nightly", members, "If-Match", etag);
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.text("/cron")).isEqualTo("0 0 28 2 *");
        assertThat(changed.text("/nextFireAt")).endsWith("-02-27T15:00:00Z");
        assertThat(changed.json().path("input").asInt()).isEqualTo(2);
        assertThat(changed.header("ETag")).isNotEqualTo(etag);

        Answer stale = schedules.put("nightly", "'workflow':'report'," + YEARLY, "If-Match", etag);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.text("/code")).isEqualTo("PRECONDITION_FAILED");
        assertThat(schedules.show("nightly").body()).isEqualTo(changed.body());

        String either = etag + ", " + changed.header("ETag");
        Answer back =
                schedules.put("nightly", "'scheduleId':'nightly','workflow':'report'," + YEARLY, "If-Match", either);
        assertThat(back.status()).as(back.body()).isEqualTo(200);
        assertThat(back.json().has("input")).isFalse();
        assertThat(back.json().path("catchUp").asInt()).isZero();
        assertThat(schedules.put("nightly", members, "If-Match", "*").status()).isEqualTo(200);
        assertThat(schedules
                        .put("nightly", members, "If-Match", "W/" + back.header("ETag"))
                        .status())
                .isEqualTo(412);
    }

    @Test
    void aChangeThatDoesNotSayWhetherItIsPausedLeavesItSo() {
        schedules.created("nightly", YEARLY + ",'paused':true");
        String members = "'workflow':'report','cron':'0 0 28 2 *'";
        Answer changed = schedules.put("nightly", members, "If-Match", "*");
        assertThat(changed.json().path("paused").asBoolean()).isTrue();
        assertThat(changed.json().has("nextFireAt")).isFalse();
        Answer resumed = schedules.put("nightly", members + ",'paused':false", "If-Match", "*");
        assertThat(resumed.json().path("paused").asBoolean()).isFalse();
        assertThat(resumed.text("/nextFireAt")).endsWith("-02-28T00:00:00Z");
    }

    @Test
    void theNameInTheBodyIsTheOneInTheAddress() {
        schedules.created("nightly", YEARLY);
        Answer answer = schedules.put("nightly", "'scheduleId':'daily','workflow':'report'," + YEARLY, "If-Match", "*");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/scheduleId");
    }

    /** As with any request: whatever became of the first answer. */
    @Test
    void aRepeatedChangeWithTheSameKeyGetsTheSameETag() {
        String etag = schedules.create("nightly", YEARLY).header("ETag");
        String members = "'workflow':'report','cron':'0 0 28 2 *'";
        Answer first = schedules.put("nightly", members, "If-Match", etag, "Idempotency-Key", "change-1");
        Answer second = schedules.put("nightly", members, "If-Match", etag, "Idempotency-Key", "change-1");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag")).isNotEqualTo(etag);
    }

    @Test
    void aScheduleThatIsMadeAgainIsNotTakenForTheDeletedOne() {
        String etag = schedules.create("nightly", YEARLY).header("ETag");
        assertThat(schedules.delete("nightly").status()).isEqualTo(204);
        schedules.created("nightly", YEARLY);
        assertThat(schedules
                        .put("nightly", "'workflow':'report'," + YEARLY, "If-Match", etag)
                        .status())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'cron':'61 * * * *'|/cron|has '61' as its minute",
                "'cron':'* * *'|/cron|has 3 fields",
                "'cron':''|/cron|must not be empty",
                "'cron':'0 0 30 2 *'|/cron|never fires",
                "'cron':'0 0 1 * MON'|/cron|restricts both the day of month",
                "'cron':'0 0 * * *','zone':'Mars/Olympus'|/zone|is 'Mars/Olympus', expected a time zone",
                "'cron':'0 0 * * *','zone':'+02:00'|/zone|expected a time zone",
                "'cron':'0 0 * * *','catchUp':-1|/catchUp|is -1, expected from 0",
                "'cron':'0 0 * * *','catchUp':10001|/catchUp|expected from 0 to 10,000",
                "'cron':'0 0 * * *','overlap':'NEVER'|/overlap|has to be one of [SKIP, ALLOW, WAIT]",
                "'cron':'0 0 * * *','workflow':'a\\u0000b'|/workflow|must not hold control characters",
                "'workflow':'report'|/cron|is required",
            })
    void whatIsWrongIsNamedWithItsPlaceAndReason(String members, String pointer, String detail) {
        Answer answer = schedules.create("nightly", members);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(answer.text("/errors/0/detail")).contains(detail);
        assertThat(schedules.show("nightly").status()).isEqualTo(404);
    }

    @Test
    void aLongZoneIsNotSentBackWhole() {
        Answer answer = schedules.create("nightly", YEARLY + ",'zone':'" + "x".repeat(100_000) + "'");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().length()).isLessThan(2_000);
    }

    @Test
    void allThatIsWrongIsNamedAtOnce() {
        Answer answer = schedules.create("a/b", "'cron':'x','zone':'y','catchUp':-1");
        assertThat(texts(answer.json().path("errors"), "pointer"))
                .containsExactly("/scheduleId", "/cron", "/zone", "/catchUp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a\\\\b", "..", ".", "preview", "a\\nb"})
    void aNameHasToFitIntoAnAddress(String scheduleId) {
        Answer answer = schedules.create(scheduleId, YEARLY);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/scheduleId");
        assertThat(schedules.post(PATH, object("'workflow':'report'," + YEARLY)).text("/errors/0/pointer"))
                .isEqualTo("/scheduleId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ä ö?&#;%20", "previews", "...", "a.b:c@d"})
    void anyOtherNameIsFound(String scheduleId) {
        Answer created = schedules.create(scheduleId, YEARLY);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(schedules.get(created.header("Location")).body()).isEqualTo(created.body());
    }

    @Test
    void theWorkflowHasToBeKnown() {
        Answer answer = schedules.create("nightly", YEARLY.replace("'cron'", "'workflow':'nothing','cron'"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("/code")).isEqualTo("WORKFLOW_UNKNOWN");
    }

    @Test
    void aScheduleThatIsNotThereIsNotFound() {
        List<Answer> answers = List.of(
                schedules.show("nightly"),
                schedules.put("nightly", "'workflow':'report'," + YEARLY, "If-Match", "*"),
                schedules.delete("nightly"),
                schedules.act("nightly", "pause"),
                schedules.act("nightly", "resume"),
                schedules.act("nightly", "trigger"),
                schedules.backfill("nightly", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", ""),
                schedules.backfill("nightly", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", ",'dryRun':true"),
                schedules.get(PATH + "/nightly/firings"));
        assertThat(answers).extracting(Answer::status).containsOnly(404);
        assertThat(answers).extracting(answer -> answer.text("/code")).containsOnly("SCHEDULE_NOT_FOUND");
    }

    @Test
    void schedulesAreListedByNameWithoutTheirInputs() {
        Stream.of("c", "a", "b").forEach(id -> schedules.created(id, YEARLY + ",'input':1"));
        Answer first = schedules.get(PATH + "?limit=2");
        assertThat(texts(first.json().path("items"), "scheduleId")).containsExactly("a", "b");
        assertThat(first.json().at("/items/0").has("input")).isFalse();
        Answer rest = schedules.get(PATH + "?limit=2&cursor=" + first.text("/nextCursor"));
        assertThat(texts(rest.json().path("items"), "scheduleId")).containsExactly("c");
        assertThat(rest.json().has("nextCursor")).isFalse();
        assertThat(schedules.get(PATH + "?limit=0").status()).isEqualTo(400);
        assertThat(schedules
                        .get("/api/v1/workers?cursor=" + first.text("/nextCursor"))
                        .text("/code"))
                .isEqualTo("INVALID_CURSOR");
    }

    @Test
    void aPausedScheduleHasNoNextFiringUntilItIsResumed() {
        Answer created = schedules.create("nightly", YEARLY);
        Answer paused = schedules.act("nightly", "pause");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.json().path("paused").asBoolean()).isTrue();
        assertThat(paused.json().has("nextFireAt")).isFalse();
        assertThat(paused.header("ETag")).isNotEqualTo(created.header("ETag"));
        assertThat(schedules.act("nightly", "pause").header("ETag")).isEqualTo(paused.header("ETag"));
        Answer resumed = schedules.act("nightly", "resume");
        assertThat(resumed.body()).isEqualTo(created.body());
        assertThat(schedules.act("nightly", "resume").body()).isEqualTo(created.body());
    }

    @Test
    void aTriggeredRunIsOneOfTheSchedule() {
        schedules.created("nightly", YEARLY + ",'input':{'a':1},'paused':true");
        Answer run = schedules.act("nightly", "trigger");
        assertThat(run.status()).as(run.body()).isEqualTo(201);
        assertThat(run.header("Location")).isEqualTo("/api/v1/runs/" + run.text("/runId"));
        assertThat(run.text("/scheduleId")).isEqualTo("nightly");
        assertThat(run.text("/workflow")).isEqualTo("report");
        assertThat(run.json().at("/input/a").asInt()).isEqualTo(1);
        assertThat(schedules.get(run.header("Location")).body())
                .isEqualTo(run.body().replace(",\"created\":true", ""));
        assertThat(schedules.get(run.header("Location") + "/history").text("/items/0/actor"))
                .isEqualTo("SERVER");

        // The one before is not finished, and the schedule is paused.
        assertThat(schedules.act("nightly", "trigger").status()).isEqualTo(201);
        assertThat(schedules.outcomes("nightly")).containsExactly("started", "started");
        JsonNode firing = schedules.firings("nightly").get(0);
        assertThat(firing.path("runId").asString()).isEqualTo(run.text("/runId"));
        Instant fireAt = Instant.parse(firing.path("fireAt").asString());
        assertThat(fireAt)
                .isBeforeOrEqualTo(Instant.parse(run.text("/createdAt")))
                .isAfter(Instant.parse(run.text("/createdAt")).minusSeconds(5));
        assertThat(schedules.show("nightly").text("/lastFiredAt"))
                .isEqualTo(schedules.firings("nightly").get(1).path("fireAt").asString());
        assertThat(schedules.runs("nightly")).hasSize(2);
    }

    @Test
    void aTriggerThatIsRepeatedStartsOneRun() {
        schedules.created("nightly", YEARLY);
        String path = PATH + "/nightly/trigger";
        String key = UUID.randomUUID().toString();
        Answer first = schedules.post(path, "{}", "Idempotency-Key", key);
        assertThat(schedules.post(path, "{}", "Idempotency-Key", key).body()).isEqualTo(first.body());
        // As if the server had died before it answered.
        jdbc.sql("""
                        UPDATE kagzi.idempotency SET status = NULL, body = NULL, began_at = began_at - interval '2 minutes'
                         WHERE key = ?
                        """).param(key).update();
        Answer again = schedules.post(path, "{}", "Idempotency-Key", key);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/runId")).isEqualTo(first.text("/runId"));
        assertThat(schedules.outcomes("nightly")).containsExactly("started");
    }

    @Test
    void anEncodedInputStaysBoundToWhatItWasMadeFor() {
        String madeFor = UUID.randomUUID().toString();
        String encoded = "'inputEncoded':{'encoding':'aes','data':'AAEC','runId':'" + madeFor + "'}";
        Answer created = schedules.create("nightly", YEARLY + "," + encoded);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        assertThat(created.body()).contains(encoded.replace('\'', '"'));
        assertThat(schedules.create("nightly", YEARLY + "," + encoded).status()).isEqualTo(200);
        Answer run = schedules.act("nightly", "trigger");
        assertThat(schedules.get(run.header("Location")).body()).contains(encoded.replace('\'', '"'));
    }

    @Test
    void aTooLargeInputIsRefused() {
        Answer answer = schedules.create("nightly", YEARLY + ",'input':'" + "x".repeat(2 << 20) + "'");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/input");
    }

    @Test
    void aDeletedScheduleLeavesItsRuns() {
        schedules.created("nightly", YEARLY);
        Answer run = schedules.act("nightly", "trigger");
        assertThat(schedules.delete("nightly").status()).isEqualTo(204);
        assertThat(schedules.show("nightly").status()).isEqualTo(404);
        assertThat(schedules.delete("nightly").text("/code")).isEqualTo("SCHEDULE_NOT_FOUND");
        assertThat(schedules.get(run.header("Location")).status()).isEqualTo(200);
        schedules.created("nightly", YEARLY);
        assertThat(schedules.firings("nightly")).isEmpty();
    }

    @Test
    void aDryRunOfABackfillOnlyTells() {
        schedules.created("nightly", "'cron':'0 3 1 * *'");
        Answer answer = schedules.backfill("nightly", "2026-01-01T03:00:00Z", "2026-04-01T03:00:00Z", ",'dryRun':true");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(object("'firings':['2026-01-01T03:00:00Z','2026-02-01T03:00:00Z','2026-03-01T03:00:00Z']"));
        assertThat(schedules.firings("nightly")).isEmpty();
        Answer real = schedules.backfill("nightly", "2026-01-01T03:00:00Z", "2026-04-01T03:00:00Z", "");
        assertThat(real.status()).isEqualTo(202);
        assertThat(real.body()).isEqualTo(answer.body());
        assertThat(schedules.firings("nightly")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T00:00:00Z, 2026-01-01T00:00:00Z, /from, expected an instant before '/to'",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, /from, expected an instant before '/to'",
        "2026-01-01T00:00:00Z, 2999-01-01T00:00:00Z, /to, expected an instant that is past",
        "2026-01-01T00:00:00Z, 2026-01-01T16:41:00Z, /to, 'makes it more than 1,000 firings'",
    })
    void aBackfillHasBounds(String from, String to, String pointer, String detail) {
        schedules.created("minutely", "'cron':'* * * * *','paused':true");
        for (String dryRun : List.of("", ",'dryRun':true")) {
            Answer answer = schedules.backfill("minutely", from, to, dryRun);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
            assertThat(answer.text("/errors/0/detail")).contains(detail);
        }
        assertThat(schedules
                        .backfill("minutely", "2026-01-01T00:00:00Z", "2026-01-01T16:40:00Z", "")
                        .json()
                        .path("firings"))
                .hasSize(1_000);
    }

    @Test
    void firingsArePagedNewestFirst() {
        schedules.created("hourly", "'cron':'0 * * * *','paused':true");
        schedules.backfill("hourly", "2026-01-01T00:00:00Z", "2026-01-01T05:00:00Z", "");
        Answer first = schedules.get(PATH + "/hourly/firings?limit=3");
        assertThat(texts(first.json().path("items"), "fireAt"))
                .containsExactly("2026-01-01T04:00:00Z", "2026-01-01T03:00:00Z", "2026-01-01T02:00:00Z");
        String cursor = "&cursor=" + first.text("/nextCursor");
        Answer rest = schedules.get(PATH + "/hourly/firings?limit=3" + cursor);
        assertThat(texts(rest.json().path("items"), "fireAt"))
                .containsExactly("2026-01-01T01:00:00Z", "2026-01-01T00:00:00Z");
        assertThat(rest.json().has("nextCursor")).isFalse();
        schedules.created("other", YEARLY);
        assertThat(schedules.get(PATH + "/other/firings?limit=3" + cursor).text("/code"))
                .isEqualTo("INVALID_CURSOR");
    }

    @Test
    void anotherNamespacesSchedulesDoNotExist() {
        schedules.created("nightly", YEARLY);
        SchedulesOverHttp other = new SchedulesOverHttp(server).withReport();
        assertThat(other.show("nightly").status()).isEqualTo(404);
        assertThat(other.act("nightly", "pause").status()).isEqualTo(404);
        assertThat(other.act("nightly", "trigger").status()).isEqualTo(404);
        assertThat(other.delete("nightly").status()).isEqualTo(404);
        assertThat(other.get(PATH).json().path("items")).isEmpty();
        assertThat(other.create("nightly", "'cron':'0 0 28 2 *'").status()).isEqualTo(201);
        assertThat(schedules.show("nightly").text("/cron")).isEqualTo("0 0 29 2 *");
    }

    private Answer preview(String cron, String more) {
        return schedules.get(PATH + "/preview?cron=" + URLEncoder.encode(cron, StandardCharsets.UTF_8) + more);
    }

    @Test
    void aPreviewSaysWhenAndWhatTheClocksDo() {
        Answer answer = preview("30 2 * * *", "&zone=Europe/Berlin&count=2&from=2026-03-28T01:30:00Z");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(texts(answer.json().path("firings"), ""))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-30T00:30:00Z");
        assertThat(texts(answer.json().path("notes"), ""))
                .singleElement()
                .asString()
                .contains("2026-03-29T02:30");
        Answer short1 = preview("30 2 * * *", "&zone=Europe/Berlin&count=1&from=2026-03-28T01:30:00Z");
        assertThat(short1.json().path("notes")).isEmpty();
    }

    @Test
    void aPreviewWithoutMoreIsOfTheNextTenInUtc() {
        Answer answer = preview("0 0 * * *", "");
        List<String> firings = texts(answer.json().path("firings"), "");
        assertThat(firings).hasSize(10).allMatch(firing -> firing.endsWith("T00:00:00Z"));
        assertThat(Instant.parse(firings.get(0))).isAfter(Instant.now().minusSeconds(60));
        assertThat(preview("0 0 * * *", "&count=100").json().path("firings")).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({
        "0 0 30 2 *, '', cron",
        "0 0 * *, '', cron",
        "0 0 * * *, &zone=Mars, zone",
        "0 0 * * *, &count=0, count",
        "0 0 * * *, &count=101, count",
        "0 0 * * *, &count=x, count",
        "0 0 * * *, &from=tomorrow, from",
    })
    void aPreviewNamesWhatIsWrong(String cron, String more, String pointer) {
        Answer answer = preview(cron, more);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
        assertThat(schedules.get(PATH + "/preview").text("/errors/0/pointer")).isEqualTo("cron");
    }
}
