package dev.kagzi.server.schedule;

import static dev.kagzi.server.schedule.SchedulesOverHttp.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Schedules that come with the code, from one deployment to the next. */
@ServerTest
class DeclaredScheduleIntegrationTests {

    private static final String EVERY_LEAP_DAY = "0 0 29 2 *";
    private static final String EVERY_28TH = "0 0 28 2 *";

    @Autowired
    ServerClient server;

    SchedulesOverHttp schedules;

    @BeforeEach
    void namespace() {
        schedules = new SchedulesOverHttp(server);
    }

    private static String report(int version, String cron, String more) {
        return "'name':'report','version':%d,'schedules':[{'scheduleId':'report','cron':'%s'%s}]"
                .formatted(version, cron, more);
    }

    private static String withoutSchedule(int version) {
        return "'name':'report','version':%d".formatted(version);
    }

    private void deploy(String... offers) {
        deploy(UUID.randomUUID(), offers);
    }

    private void deploy(UUID process, String... offers) {
        Answer answer = schedules.declare(process, offers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private String cron() {
        return schedules.show("report").text("/cron");
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        schedules
                .get(PATH)
                .json()
                .path("items")
                .forEach(item -> names.add(item.path("scheduleId").asString()));
        return names;
    }

    private Answer edit(String members) {
        Answer answer = schedules.put("report", "'workflow':'report'," + members, "If-Match", "*");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    @Test
    void aScheduleComesWithItsWorkflow() {
        deploy(report(1, EVERY_LEAP_DAY, ",'zone':'Europe/Berlin','overlap':'WAIT','catchUp':2"));
        Answer answer = schedules.show("report");
        assertThat(answer.text("/source")).isEqualTo("ANNOTATION");
        assertThat(answer.text("/workflow")).isEqualTo("report");
        assertThat(answer.text("/zone")).isEqualTo("Europe/Berlin");
        assertThat(answer.text("/overlap")).isEqualTo("WAIT");
        assertThat(answer.json().path("catchUp").asInt()).isEqualTo(2);
        assertThat(answer.json().path("paused").asBoolean()).isFalse();
        assertThat(answer.text("/nextFireAt")).endsWith("-02-28T23:00:00Z");
        assertThat(schedules.act("report", "trigger").status()).isEqualTo(201);
    }

    @Test
    void itFollowsTheCode() {
        deploy(report(1, EVERY_LEAP_DAY, ""));
        String etag = schedules.show("report").header("ETag");
        deploy(report(1, EVERY_LEAP_DAY, ",'zone':'UTC','overlap':'SKIP','catchUp':0"));
        assertThat(schedules.show("report").header("ETag")).isEqualTo(etag);
        deploy(report(1, EVERY_28TH, ""));
        assertThat(cron()).isEqualTo(EVERY_28TH);
        assertThat(schedules.show("report").text("/nextFireAt")).endsWith("-02-28T00:00:00Z");
        assertThat(schedules.show("report").header("ETag")).isNotEqualTo(etag);
    }

    @Test
    void theHighestVersionDecides() {
        deploy(report(2, EVERY_LEAP_DAY, ""));
        deploy(report(1, EVERY_28TH, ""));
        assertThat(cron()).isEqualTo(EVERY_LEAP_DAY);
        deploy(withoutSchedule(1));
        assertThat(cron()).isEqualTo(EVERY_LEAP_DAY);
        deploy(report(2, EVERY_LEAP_DAY, ""), report(3, EVERY_28TH, ""), withoutSchedule(1));
        assertThat(cron()).isEqualTo(EVERY_28TH);
        deploy(withoutSchedule(4));
        assertThat(names()).isEmpty();
        deploy(report(3, EVERY_28TH, ""));
        assertThat(names()).isEmpty();
    }

    @Test
    void ofEqualVersionsTheProcessThatStartedLastDecides() {
        UUID older = UUID.randomUUID();
        deploy(older, report(1, EVERY_LEAP_DAY, ""));
        deploy(report(1, EVERY_28TH, ""));
        deploy(older, report(1, EVERY_LEAP_DAY, ""));
        assertThat(cron()).isEqualTo(EVERY_28TH);
    }

    @Test
    void editsSurviveDeployments() {
        deploy(report(1, EVERY_LEAP_DAY, ""));
        schedules.act("report", "trigger");
        Answer edited = edit("'cron':'0 5 29 2 *','zone':'Asia/Tokyo','input':{'a':1}");
        deploy(report(1, EVERY_LEAP_DAY, ""));
        assertThat(schedules.show("report").body()).isEqualTo(edited.body());
        deploy(report(2, EVERY_28TH, ",'catchUp':3"));
        assertThat(schedules.show("report").body()).isEqualTo(edited.body());
        assertThat(schedules.show("report").header("ETag")).isEqualTo(edited.header("ETag"));

        // Who takes the edit back has the code decide again.
        edit("'cron':'" + EVERY_28TH + "','catchUp':3");
        deploy(report(3, EVERY_LEAP_DAY, ""));
        assertThat(cron()).isEqualTo(EVERY_LEAP_DAY);
        assertThat(schedules.outcomes("report")).containsExactly("started");
    }

    @Test
    void pausingSurvivesDeployments() {
        deploy(report(1, EVERY_LEAP_DAY, ""));
        schedules.act("report", "pause");
        deploy(report(1, EVERY_LEAP_DAY, ""));
        assertThat(schedules.show("report").json().path("paused").asBoolean()).isTrue();
        deploy(report(1, EVERY_28TH, ""));
        assertThat(schedules.show("report").json().path("paused").asBoolean()).isTrue();
        assertThat(cron()).isEqualTo(EVERY_28TH);
        assertThat(schedules.act("report", "resume").text("/nextFireAt")).endsWith("-02-28T00:00:00Z");
    }

    @Test
    void itCannotBeDeletedButGoesWithTheCode() {
        deploy(report(1, EVERY_LEAP_DAY, ""));
        Answer run = schedules.act("report", "trigger");
        Answer refused = schedules.delete("report");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/code")).isEqualTo("SCHEDULE_DECLARED");
        assertThat(refused.text("/detail")).contains("Pause it");
        assertThat(names()).containsExactly("report");

        deploy(withoutSchedule(1));
        assertThat(names()).isEmpty();
        assertThat(schedules.get(run.header("Location")).status()).isEqualTo(200);
    }

    @Test
    void itBelongsToTheWorkflowThatDeclaresIt() {
        deploy(report(1, EVERY_LEAP_DAY, ""), "'name':'other','version':1");
        Answer answer = schedules.put("report", "'workflow':'other','cron':'" + EVERY_28TH + "'", "If-Match", "*");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/workflow");
    }

    @Test
    void whatTheApiHasMadeIsNotTouched() {
        deploy(withoutSchedule(1));
        schedules.created("report", "'cron':'0 5 29 2 *'");
        Answer made = schedules.show("report");
        deploy(report(1, EVERY_28TH, ""));
        assertThat(schedules.show("report").body()).isEqualTo(made.body());
        deploy(withoutSchedule(1));
        assertThat(schedules.show("report").body()).isEqualTo(made.body());
        assertThat(schedules.delete("report").status()).isEqualTo(204);
        deploy(report(1, EVERY_28TH, ""));
        assertThat(schedules.show("report").text("/source")).isEqualTo("ANNOTATION");
    }

    @Test
    void aRenamedWorkflowLeavesNoSecondSchedule() {
        deploy(report(1, EVERY_LEAP_DAY, ""));
        String renamed = "'name':'summary','version':1,'aliases':['report'],"
                + "'schedules':[{'scheduleId':'summary','cron':'0 0 29 2 *'}]";
        deploy(renamed);
        assertThat(names()).containsExactly("summary");
        // A process of the old code that starts anew.
        deploy(report(1, EVERY_LEAP_DAY, ""));
        assertThat(names()).containsExactly("summary");
        // One that keeps the name of its schedule keeps the schedule.
        deploy("'name':'digest','version':1,'aliases':['summary','report'],"
                + "'schedules':[{'scheduleId':'summary','cron':'0 0 29 2 *'}]");
        assertThat(schedules.show("summary").text("/workflow")).isEqualTo("digest");
    }

    @Test
    void aRenamedWorkflowKeepsWhatBecameOfItsSchedule() {
        deploy(report(1, EVERY_LEAP_DAY, ""));
        schedules.act("report", "trigger");
        edit("'cron':'0 5 29 2 *','input':1");
        schedules.act("report", "pause");
        String lastFiredAt = schedules.show("report").text("/lastFiredAt");
        deploy("'name':'summary','version':1,'aliases':['report'],"
                + "'schedules':[{'scheduleId':'summary','cron':'0 0 28 2 *'}]");
        assertThat(names()).containsExactly("summary");
        Answer renamed = schedules.show("summary");
        assertThat(renamed.json().path("paused").asBoolean()).isTrue();
        assertThat(renamed.text("/cron")).isEqualTo("0 5 29 2 *");
        assertThat(renamed.json().path("input").asInt()).isEqualTo(1);
        assertThat(renamed.text("/workflow")).isEqualTo("summary");
        assertThat(renamed.text("/lastFiredAt")).isEqualTo(lastFiredAt);
        assertThat(schedules.outcomes("summary")).containsExactly("started");
    }

    @Test
    void aScheduleThatMovesToAnotherWorkflowIsThereOnce() {
        deploy("'name':'b','version':1,'schedules':[{'scheduleId':'nightly','cron':'0 0 29 2 *'}]");
        deploy(
                "'name':'b','version':1",
                "'name':'a','version':1,'schedules':[{'scheduleId':'nightly','cron':'0 0 28 2 *'}]");
        assertThat(schedules.show("nightly").text("/workflow")).isEqualTo("a");
        assertThat(schedules.show("nightly").text("/cron")).isEqualTo("0 0 28 2 *");
        // Another workflow cannot take it away.
        deploy("'name':'c','version':1,'schedules':[{'scheduleId':'nightly','cron':'0 0 29 2 *'}]");
        assertThat(schedules.show("nightly").text("/workflow")).isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'scheduleId':'x','cron':'61 * * * *'|/cron",
                "'scheduleId':'x','cron':'0 0 30 2 *'|/cron",
                "'scheduleId':'x'|/cron",
                "'scheduleId':'x','cron':'0 0 * * *','zone':'Mars'|/zone",
                "'scheduleId':'x','cron':'0 0 * * *','catchUp':-1|/catchUp",
                "'scheduleId':'x','cron':'0 0 * * *','overlap':'NEVER'|/overlap",
                "'scheduleId':'a/b','cron':'0 0 * * *'|/scheduleId",
                "'scheduleId':'','cron':'0 0 * * *'|/scheduleId",
                "'scheduleId':'twice','cron':'0 0 * * *'|/scheduleId",
                "'scheduleId':'taken','cron':'0 0 * * *'|/scheduleId",
            })
    void aBadDeclarationIsRefusedWithItsPlace(String declaration, String part) {
        Answer answer = schedules.declare(
                "'name':'other','version':1,'schedules':[{'scheduleId':'taken','cron':'0 0 29 2 *'}]",
                "'name':'report','version':1,'schedules':[{'scheduleId':'twice','cron':'0 0 29 2 *'},{%s}]"
                        .formatted(declaration));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo("/workflows/1/schedules/1" + part);
        assertThat(names()).isEmpty();
        assertThat(schedules.get("/api/v1/workflows/report").status()).isEqualTo(404);
    }

    @Test
    void severalVersionsInOneProcessMayDeclareTheSame() {
        deploy(report(1, EVERY_LEAP_DAY, ""), report(2, EVERY_28TH, ""));
        assertThat(cron()).isEqualTo(EVERY_28TH);
    }
}
