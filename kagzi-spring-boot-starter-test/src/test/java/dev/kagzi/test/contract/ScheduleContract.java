package dev.kagzi.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.CancelRun;
import dev.kagzi.protocol.FiringSnapshot;
import dev.kagzi.protocol.Overlap;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.SchedulePreview;
import dev.kagzi.protocol.ScheduleSnapshot;
import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.test.contract.ContractWorker.Claim;
import dev.kagzi.test.server.InMemorySchedules.TaggedSchedule;
import dev.kagzi.test.server.Pages;
import dev.kagzi.test.server.RunFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Schedules are kept, and fire. */
public abstract class ScheduleContract extends ServerContract {

    private static final String HOURLY = "0 * * * *";

    private static SaveSchedule hourly(String scheduleId) {
        return with(scheduleId, HOURLY, null, null, null);
    }

    private static SaveSchedule with(String scheduleId, String cron, Overlap overlap, Integer catchUp, Boolean paused) {
        return new SaveSchedule(scheduleId, "report", cron, null, Payload.of("[1]"), overlap, catchUp, paused);
    }

    /** A worker whose workflow declares these schedules. */
    private ContractWorker declaring(String workflow, List<String> aliases, WorkflowOffer.Schedule... schedules) {
        return ContractWorker.offering(
                server,
                new WorkflowOffer(workflow, 1, aliases, null, null, null, null, List.of(schedules), null, null, null));
    }

    private static WorkflowOffer.Schedule declared(String scheduleId, String cron) {
        return new WorkflowOffer.Schedule(scheduleId, cron, null, null, null);
    }

    /** To just after the next full hour. */
    private void untilTheHour() {
        pastTheHour(Duration.ofSeconds(1));
    }

    private void pastTheHour(Duration by) {
        Instant now = server.now();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        server.passTime(Duration.between(now, hour).plus(by));
    }

    private List<FiringSnapshot> firings(String scheduleId) {
        return server.firings(scheduleId, Pages.FIRST).items();
    }

    private List<RunSnapshot> runsOf(String scheduleId) {
        return server.runs(new RunFilter(null, Set.of(), null, Map.of(), null, scheduleId, null, null), Pages.FIRST)
                .items();
    }

    @Test
    void aScheduleIsMadeOnce() {
        worker("report");
        TaggedSchedule made = server.createSchedule(hourly("hourly"));

        assertThat(made.schedule().scheduleId()).isEqualTo("hourly");
        assertThat(made.schedule().zone()).isEqualTo("UTC");
        assertThat(made.schedule().overlap()).isEqualTo(Overlap.SKIP);
        assertThat(made.schedule().catchUp()).isZero();
        assertThat(made.schedule().source()).isEqualTo(ScheduleSnapshot.Source.API);
        assertThat(made.schedule().nextFireAt()).isAfter(server.now());
        assertThat(made.schedule().input()).hasToString("[1]");
        assertThat(server.schedule("hourly")).isEqualTo(made);
        assertThat(server.createSchedule(hourly("hourly"))).isEqualTo(made);
        refused(
                ProblemCode.SCHEDULE_EXISTS,
                () -> server.createSchedule(with("hourly", "30 * * * *", null, null, null)));
        assertThat(server.schedules(Pages.FIRST).items())
                .singleElement()
                .satisfies(listed -> assertThat(listed.input()).isNull());
    }

    @Test
    void aScheduleThatCannotBeIsRefused() {
        refused(ProblemCode.WORKFLOW_UNKNOWN, () -> server.createSchedule(hourly("hourly")));
        worker("report");
        invalid(() -> server.createSchedule(hourly(null)), "/scheduleId");
        invalid(() -> server.createSchedule(hourly("a/b")), "/scheduleId");
        invalid(() -> server.createSchedule(hourly("preview")), "/scheduleId");
        invalid(() -> server.createSchedule(with("s", "0 25 * * *", null, null, null)), "/cron");
        invalid(() -> server.createSchedule(with("s", "0 0 30 2 *", null, null, null)), "/cron");
        invalid(() -> server.createSchedule(with("s", "0 0 1 * 1", null, null, null)), "/cron");
        invalid(() -> server.createSchedule(with("s", HOURLY, null, -1, null)), "/catchUp");
        invalid(
                () -> server.createSchedule(
                        new SaveSchedule("s", "report", HOURLY, "Mars/Olympus", null, null, null, null)),
                "/zone");
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.schedule("s"));
    }

    @Test
    void aChangeSaysWhatItGoesBackTo() {
        worker("report");
        TaggedSchedule made = server.createSchedule(hourly("hourly"));
        SaveSchedule change = with(null, "30 * * * *", Overlap.ALLOW, 3, null);

        refused(ProblemCode.PRECONDITION_REQUIRED, () -> server.replaceSchedule("hourly", change, null));
        refused(ProblemCode.PRECONDITION_FAILED, () -> server.replaceSchedule("hourly", change, "\"0\""));
        TaggedSchedule changed = server.replaceSchedule("hourly", change, made.etag());

        assertThat(changed.schedule().cron()).isEqualTo("30 * * * *");
        assertThat(changed.schedule().overlap()).isEqualTo(Overlap.ALLOW);
        assertThat(changed.schedule().catchUp()).isEqualTo(3);
        assertThat(changed.etag()).isNotEqualTo(made.etag());
        refused(ProblemCode.PRECONDITION_FAILED, () -> server.replaceSchedule("hourly", change, made.etag()));
        assertThat(server.replaceSchedule("hourly", hourly("hourly"), "*")
                        .schedule()
                        .cron())
                .isEqualTo(HOURLY);
        invalid(() -> server.replaceSchedule("hourly", hourly("other"), "*"), "/scheduleId");
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.replaceSchedule("nobody", change, "*"));
    }

    @Test
    void aScheduleFiresAtItsTime() {
        ContractWorker worker = worker("report");
        Instant due = server.createSchedule(hourly("hourly")).schedule().nextFireAt();

        untilTheHour();

        Claim claim = worker.claim();
        assertThat(claim.run().scheduledAt()).isEqualTo(due);
        assertThat(claim.run().input()).hasToString("[1]");
        assertThat(run(claim.runId()).scheduleId()).isEqualTo("hourly");
        assertThat(firings("hourly")).containsExactly(new FiringSnapshot(due, claim.runId(), null));
        ScheduleSnapshot after = server.schedule("hourly").schedule();
        assertThat(after.lastFiredAt()).isEqualTo(due);
        assertThat(after.nextFireAt()).isEqualTo(due.plus(1, ChronoUnit.HOURS));
    }

    @Test
    void aFiringThatOverlapsIsSkippedOrStartedOrWaits() {
        ContractWorker worker = worker("report");
        server.createSchedule(with("skip", HOURLY, Overlap.SKIP, null, null));
        server.createSchedule(with("allow", HOURLY, Overlap.ALLOW, null, null));
        server.createSchedule(with("wait", HOURLY, Overlap.WAIT, null, null));
        untilTheHour();
        untilTheHour();

        assertThat(firings("skip")).extracting(FiringSnapshot::skipped).containsExactly("OVERLAP", null);
        assertThat(runsOf("skip")).hasSize(1);
        assertThat(runsOf("allow")).hasSize(2);
        assertThat(runsOf("wait")).hasSize(1);
        assertThat(firings("wait").get(0).runId()).isNull();
        assertThat(firings("wait").get(0).skipped()).isNull();

        server.cancel(runsOf("wait").get(0).runId(), new CancelRun(null, null));
        aMoment();
        assertThat(runsOf("wait")).hasSize(2);
        assertThat(worker.poll(10).runs()).hasSize(4);
    }

    @Test
    void missedFiringsAreMadeUpAsFarAsTheScheduleSays() {
        worker("report");
        server.createSchedule(with("none", HOURLY, Overlap.ALLOW, null, null));
        server.createSchedule(with("two", HOURLY, Overlap.ALLOW, 2, null));

        pastTheHour(Duration.ofHours(4).plusMinutes(30));
        server.passTime(Duration.ofSeconds(1));
        server.passTime(Duration.ofSeconds(1));

        assertThat(runsOf("none")).isEmpty();
        assertThat(firings("none"))
                .hasSize(5)
                .extracting(FiringSnapshot::skipped)
                .containsOnly("MISSED");
        assertThat(runsOf("two")).hasSize(2);
        assertThat(firings("two").subList(0, 2))
                .extracting(FiringSnapshot::runId)
                .doesNotContainNull();
    }

    @Test
    void aScheduleThatIsPausedFiresNothingUntilItIsResumed() {
        worker("report");
        server.createSchedule(hourly("hourly"));

        assertThat(server.pauseSchedule("hourly").schedule().paused()).isTrue();
        assertThat(server.pauseSchedule("hourly").schedule().nextFireAt()).isNull();
        untilTheHour();
        assertThat(firings("hourly")).isEmpty();
        ScheduleSnapshot resumed = server.resumeSchedule("hourly").schedule();
        assertThat(resumed.paused()).isFalse();
        untilTheHour();

        assertThat(firings("hourly")).extracting(FiringSnapshot::fireAt).containsExactly(resumed.nextFireAt());
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.pauseSchedule("nobody"));
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.resumeSchedule("nobody"));
    }

    @Test
    void aTriggerStartsARunNowAndOnceForEachKey() {
        worker("report");
        server.createSchedule(with("paused", HOURLY, null, null, true));
        String key = UUID.randomUUID().toString();

        RunSnapshot run = server.triggerSchedule("paused", key);

        assertThat(run.created()).isTrue();
        assertThat(run.scheduleId()).isEqualTo("paused");
        assertThat(server.triggerSchedule("paused", key).runId()).isEqualTo(run.runId());
        assertThat(server.triggerSchedule("paused", null).runId()).isNotEqualTo(run.runId());
        assertThat(runsOf("paused")).hasSize(2);
        assertThat(firings("paused")).hasSize(2);
        assertThat(server.schedule("paused").schedule().lastFiredAt()).isNotNull();
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.triggerSchedule("nobody", null));
    }

    @Test
    void aBackfillMakesUpWhatIsPast() {
        worker("report");
        server.createSchedule(with("hourly", HOURLY, Overlap.ALLOW, null, null));
        Instant to = server.now().truncatedTo(ChronoUnit.HOURS);
        Instant from = to.minus(3, ChronoUnit.HOURS);
        List<Instant> expected = List.of(from, from.plus(1, ChronoUnit.HOURS), from.plus(2, ChronoUnit.HOURS));

        assertThat(server.backfillSchedule("hourly", new Backfill(from, to, true), null)
                        .firings())
                .isEqualTo(expected);
        assertThat(firings("hourly")).isEmpty();
        String key = UUID.randomUUID().toString();
        assertThat(server.backfillSchedule("hourly", new Backfill(from, to, null), key)
                        .firings())
                .isEqualTo(expected);
        assertThat(server.backfillSchedule("hourly", new Backfill(from, to, null), key)
                        .firings())
                .isEqualTo(expected);
        for (int i = 0; i < 4; i++) {
            server.passTime(Duration.ofMillis(200));
        }

        assertThat(runsOf("hourly")).hasSize(3);
        assertThat(firings("hourly")).extracting(FiringSnapshot::fireAt).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(server.backfillSchedule("hourly", new Backfill(from, to, null), null)
                        .firings())
                .isEmpty();
        invalid(() -> server.backfillSchedule("hourly", new Backfill(to, from, null), null), "/from");
        invalid(
                () -> server.backfillSchedule(
                        "hourly", new Backfill(from, server.now().plusSeconds(60), null), null),
                "/to");
        invalid(
                () -> server.backfillSchedule("hourly", new Backfill(from.minus(60, ChronoUnit.DAYS), to, null), null),
                "/to");
        refused(
                ProblemCode.SCHEDULE_NOT_FOUND,
                () -> server.backfillSchedule("nobody", new Backfill(from, to, null), null));
    }

    @Test
    void aScheduleIsDeletedAndItsRunsStay() {
        worker("report");
        server.createSchedule(hourly("hourly"));
        RunSnapshot run = server.triggerSchedule("hourly", null);

        server.deleteSchedule("hourly");

        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.schedule("hourly"));
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.firings("hourly", Pages.FIRST));
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.deleteSchedule("hourly"));
        assertThat(run(run.runId()).status()).isEqualTo(RunStatus.PENDING);
    }

    @Test
    void whatCodeDeclaresFollowsTheCode() {
        declaring("report", List.of(), declared("report", HOURLY), declared("other", HOURLY));
        assertThat(server.schedule("report").schedule().source()).isEqualTo(ScheduleSnapshot.Source.ANNOTATION);
        refused(ProblemCode.SCHEDULE_DECLARED, () -> server.deleteSchedule("report"));
        aMoment();

        declaring("report", List.of(), declared("report", "30 * * * *"));

        assertThat(server.schedule("report").schedule().cron()).isEqualTo("30 * * * *");
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.schedule("other"));
    }

    @Test
    void whatPeopleMakeOfADeclaredScheduleSurvivesADeploy() {
        declaring("report", List.of(), declared("edited", HOURLY), declared("paused", HOURLY));
        server.replaceSchedule("edited", with(null, "15 * * * *", null, null, null), "*");
        server.pauseSchedule("paused");
        aMoment();

        declaring("report", List.of(), declared("edited", "30 * * * *"), declared("paused", "30 * * * *"));

        assertThat(server.schedule("edited").schedule().cron()).isEqualTo("15 * * * *");
        assertThat(server.schedule("paused").schedule().paused()).isTrue();
        assertThat(server.schedule("paused").schedule().cron()).isEqualTo("30 * * * *");
        invalid(
                () -> server.replaceSchedule(
                        "edited", new SaveSchedule(null, otherWorkflow(), HOURLY, null, null, null, null, null), "*"),
                "/workflow");
    }

    private String otherWorkflow() {
        worker("other");
        return "other";
    }

    @Test
    void aScheduleThatBearsTheNameOfItsWorkflowIsRenamedWithIt() {
        declaring("old", List.of(), declared("old", HOURLY));
        server.pauseSchedule("old");
        aMoment();

        declaring("new", List.of("old"), declared("new", HOURLY));

        assertThat(server.schedule("new").schedule().paused()).isTrue();
        refused(ProblemCode.SCHEDULE_NOT_FOUND, () -> server.schedule("old"));
    }

    @Test
    void badDeclarationsOpenNoSession() {
        invalid(
                () -> declaring(
                        "report",
                        List.of(),
                        declared("a/b", HOURLY),
                        declared("twice", "x"),
                        declared("twice", HOURLY)),
                "/workflows/0/schedules/0/scheduleId",
                "/workflows/0/schedules/1/cron",
                "/workflows/0/schedules/2/scheduleId");
        refused(ProblemCode.WORKFLOW_UNKNOWN, () -> start("report"));
    }

    @Test
    void aPreviewSaysWhenItWouldFireAndWhatTheClocksDo() {
        SchedulePreview preview =
                server.previewSchedule("30 2 * * *", "Europe/Berlin", 2, Instant.parse("2027-03-27T12:00:00Z"));

        assertThat(preview.firings())
                .containsExactly(Instant.parse("2027-03-29T00:30:00Z"), Instant.parse("2027-03-30T00:30:00Z"));
        assertThat(preview.notes()).singleElement().asString().contains("forward", "2027-03-28T02:30");
        assertThat(server.previewSchedule(HOURLY, "UTC", 1, null).firings().get(0))
                .isAfter(server.now());
        invalid(() -> server.previewSchedule("x", "UTC", 0, null), "cron", "count");
    }

    @Test
    void listsComeInPages() {
        worker("report");
        for (String name : List.of("c", "a", "b")) {
            server.createSchedule(hourly(name));
        }
        var first = server.schedules(new Pages(2, null));
        assertThat(first.items()).extracting(ScheduleSnapshot::scheduleId).containsExactly("a", "b");
        assertThat(server.schedules(new Pages(2, first.nextCursor())).items())
                .extracting(ScheduleSnapshot::scheduleId)
                .containsExactly("c");
        server.triggerSchedule("a", null);
        aMoment();
        server.triggerSchedule("a", null);
        var newest = server.firings("a", new Pages(1, null));
        var older = server.firings("a", new Pages(1, newest.nextCursor()));
        assertThat(older.items().get(0).fireAt()).isBefore(newest.items().get(0).fireAt());
        assertThat(older.nextCursor()).isNull();
        refused(ProblemCode.INVALID_CURSOR, () -> server.firings("b", new Pages(1, newest.nextCursor())));
        invalid(() -> server.schedules(new Pages(201, null)), "limit");
    }
}
