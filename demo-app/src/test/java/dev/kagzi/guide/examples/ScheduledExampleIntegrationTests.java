package dev.kagzi.guide.examples;

import static dev.kagzi.guide.examples.ExampleApplication.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.client.KagziClient;
import dev.kagzi.guide.PackagedServer;
import dev.kagzi.guide.examples.SalesReportWorkflow.Report;
import dev.kagzi.protocol.ScheduleSnapshot;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The schedules of the how-to, with the packaged server. No test waits for a clock: firings are made up or asked for. */
class ScheduledExampleIntegrationTests {

    private static final LocalDate MONDAY = LocalDate.of(2025, 3, 3);

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static ConfigurableApplicationContext application;
    private static ReportSchedules schedules;
    private static KagziClient kagzi;

    @BeforeAll
    static void start() throws Exception {
        server = new PackagedServer(directory);
        application = new SpringApplicationBuilder(ExampleApplication.class)
                .web(WebApplicationType.NONE)
                .run("--spring.config.name=examples", "--kagzi.url=" + server.url());
        schedules = application.getBean(ReportSchedules.class);
        kagzi = application.getBean(KagziClient.class);
    }

    @AfterAll
    static void stop() {
        application.close();
        server.close();
    }

    @Test
    void theAnnotationMakesASchedule() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kagzi.schedules())
                        .filteredOn(schedule -> schedule.scheduleId().equals("sales-report"))
                        .singleElement()
                        .satisfies(schedule -> {
                            assertThat(schedule.cron()).isEqualTo("0 6 * * *");
                            assertThat(schedule.zone()).isEqualTo("Europe/Berlin");
                            assertThat(schedule.catchUp()).isEqualTo(3);
                            assertThat(schedule.source()).isEqualTo(ScheduleSnapshot.Source.ANNOTATION);
                            assertThat(schedule.nextFireAt()).isNotNull();
                        }));
    }

    @Test
    void daysOfThePastAreReportedOnceEach() {
        schedules.open("berlin");

        assertThat(schedules.makeUp("berlin", MONDAY, MONDAY.plusDays(7)))
                .as("Monday to Saturday")
                .hasSize(6);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(days("berlin"))
                        .containsExactly(
                                MONDAY.minusDays(1),
                                MONDAY,
                                MONDAY.plusDays(1),
                                MONDAY.plusDays(2),
                                MONDAY.plusDays(3),
                                MONDAY.plusDays(4)));
        assertThat(schedules.makeUp("berlin", MONDAY, MONDAY.plusDays(7)))
                .as("what has a run already")
                .isEmpty();
        schedules.close("berlin");
    }

    @Test
    void aPausedScheduleCanStillBeTriggered() {
        schedules.open("paris");
        schedules.pauseForHolidays("paris");

        assertThat(kagzi.schedule("sales-report-paris").get().nextFireAt()).isNull();
        Report report =
                kagzi.run(schedules.reportNow("paris")).returns(Report.class).result(PATIENCE);
        assertThat(report.shop()).isEqualTo("paris");
        schedules.reopen("paris");
        assertThat(kagzi.schedule("sales-report-paris").get().nextFireAt()).isNotNull();
        schedules.close("paris");
        assertThat(kagzi.schedules())
                .noneMatch(schedule -> schedule.scheduleId().equals("sales-report-paris"));
    }

    /** In the order in which they were published. */
    private static List<LocalDate> days(String shop) {
        return application.getBean(ExampleApplication.Shops.class).published.stream()
                .filter(report -> report.shop().equals(shop))
                .map(Report::day)
                .toList();
    }
}
