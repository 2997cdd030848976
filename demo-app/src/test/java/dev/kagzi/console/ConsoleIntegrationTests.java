package dev.kagzi.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.console.Browser.Look;
import dev.kagzi.guide.PackagedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Keys;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ConsoleIntegrationTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** What a page takes beside what is promised, on a machine with two cores that does other things as well. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /** Frames per second that do not stutter, less what a machine without a graphics card takes. */
    private static final double SMOOTH = 15;

    private static final String BASE = "/console/ns/default";

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static Browser browser;
    private static ConfigurableApplicationContext application;
    private static KagziClient kagzi;
    private static Run<?> repair;
    private static Run<?> marathon;
    private static Run<?> stubborn;
    private static Run<?> broken;
    private static Run<?> odd;

    @BeforeAll
    static void start() throws IOException {
        server = new PackagedServer(directory);
        browser = new Browser(server.url());
        application = new SpringApplicationBuilder(Workshop.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--kagzi.url=" + server.url(),
                        "--kagzi.worker.hold-threshold=1ms",
                        "--spring.main.banner-mode=off");
        kagzi = application.getBean(KagziClient.class);
        repair =
                kagzi.start(Workshop.Repair::process, "bicycle").id("bicycle-1").send();
        marathon = kagzi.start(Workshop.Marathon::process, new Workshop.Marathon.Size(9_000, 1_000, "30d"))
                .send();
        stubborn = kagzi.start(Workshop.Stubborn::process, 30).send();
        broken = kagzi.start(Workshop.Broken::process, "The frame is bent").send();
        odd = kagzi.start(
                        Workshop.Odd::process,
                        Map.of("markup", "<script>document.title = 'owned'</script>", "turned", "a\u202eb\u0000c"))
                .send();
        Stream.of(repair, marathon)
                .forEach(run ->
                        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING")));
        Stream.of(stubborn, broken, odd)
                .forEach(
                        run -> await().atMost(PATIENCE).until(() -> run.status().isFinal()));
    }

    @AfterAll
    static void stop() {
        Stream.of(browser, application, server).forEach(each -> {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void nothingIsWrongInTheBrowser() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static String page(Run<?> run) {
        return BASE + "/runs/" + run.runId();
    }

    static Stream<Arguments> pages() {
        return Stream.of(
                Arguments.of("overview", BASE),
                Arguments.of("runs", BASE + "/runs"),
                Arguments.of("bulk-jobs", BASE + "/bulk"),
                Arguments.of("no-runs", BASE + "/runs?workflow=unknown"),
                Arguments.of("run", page(repair)),
                Arguments.of("run-large", page(marathon)),
                Arguments.of("run-attempts", page(stubborn)),
                Arguments.of("run-failed", page(broken)),
                Arguments.of("run-odd", page(odd)),
                Arguments.of("workflows", BASE + "/workflows"),
                Arguments.of("workflow", BASE + "/workflows/repair"),
                Arguments.of("workflow-start", BASE + "/workflows/repair/start"),
                Arguments.of("workflow-limits", BASE + "/workflows/repair/limits"),
                Arguments.of("events", BASE + "/events"),
                Arguments.of("event-send", BASE + "/events/send"),
                Arguments.of("schedules", BASE + "/schedules"),
                Arguments.of("schedule", BASE + "/schedules/hourly"),
                Arguments.of("schedule-backfill", BASE + "/schedules/hourly/backfill"),
                Arguments.of("schedule-new", BASE + "/new-schedule"),
                Arguments.of("workers", BASE + "/workers"),
                Arguments.of("admin", BASE + "/admin"),
                Arguments.of("admin-namespaces", BASE + "/admin/namespaces"),
                Arguments.of("admin-namespace-new", BASE + "/admin/new-namespace"),
                Arguments.of("admin-keys", BASE + "/admin/keys"),
                Arguments.of("admin-audit", BASE + "/admin/audit"),
                Arguments.of("admin-servers", BASE + "/admin/servers"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void isForEverybody(String name, String path) {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(path);
        browser.find("main h1");
        if (name.startsWith("run-") || name.equals("run")) {
            browser.find(".tl-row");
        }
        assertThat(browser.unreached()).as("out of the keyboard's reach").isEmpty();
        for (Look look : Look.values()) {
            browser.look(look);
            assertThat(look.isDark() ? browser.graveFindingsOfColours() : browser.graveFindings())
                    .as("findings %s", look)
                    .isEmpty();
            assertThat(browser.isWiderThanTheScreen()).as("wider %s", look).isFalse();
            browser.picture(name + "-" + look.name().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void aRunThatChangesIsSeenWithinASecond() {
        Run<?> run = kagzi.start(Workshop.Repair::process, "tricycle")
                .id("tricycle-1")
                .send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING"));
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(run));
        browser.awaitText("#head .status", "Waiting");
        browser.awaitFollowed();

        browser.run("window.told = performance.now()");
        kagzi.emit("repair.paid", "tricycle", "cash");
        browser.awaitText("#head .status", "Completed");

        assertThat(browser.millisSince("told")).isLessThan(1_000 + MARGIN.toMillis());
        browser.awaitText("#output", "tricycle with");
        browser.awaitText("#history", "Completed");
    }

    @Test
    void aRunThatCannotBeFetchedStaysInSightAndIsFetchedAgain() {
        Run<?> run = kagzi.start(Workshop.Repair::process, "rickshaw")
                .id("rickshaw-1")
                .send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING"));
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(run));
        browser.awaitFollowed();
        browser.block("*/runs/" + run.runId());

        kagzi.emit("repair.paid", "rickshaw", "cash");
        browser.awaitText("#stale", "out of date");
        assertThat(browser.find("#head .status").getText()).contains("Waiting");

        browser.block();
        browser.awaitText("#head .status", "Completed");
        browser.await(() -> browser.find("#stale").isDisplayed() ? null : true);
        browser.forget();
    }

    @Test
    void aListShowsWhatChangesAndSaysThatThereIsMore() {
        Run<?> run = kagzi.start(Workshop.Repair::process, "unicycle")
                .id("unicycle-1")
                .send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING"));
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs?workflow=repair");
        browser.awaitText("[data-run='" + run.runId() + "']", "Waiting");
        browser.awaitFollowed();

        kagzi.emit("repair.paid", "unicycle", "cash");
        browser.awaitText("[data-run='" + run.runId() + "']", "Completed");
        kagzi.start(Workshop.Repair::process, "scooter").id("scooter-1").send();
        browser.awaitText("#new-runs", "1 new");
        browser.click("1 new");
        browser.awaitText("tbody tr", "scooter-1");
    }

    @Test
    void whoUsesTheKeyboardStaysWhereTheyAreWhenThePageIsFetchedAnew() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/workers");
        browser.run("document.querySelector('#workers a').focus(); document.querySelector('#workers').isOld = true");

        browser.await(() ->
                Boolean.TRUE.equals(browser.run("return !document.querySelector('#workers').isOld")) ? true : null);
        assertThat(browser.run("return document.activeElement === document.querySelector('#workers a')"))
                .isEqualTo(true);
    }

    @Test
    void aRunIsCancelledAndTheAuditTrailSaysSo() {
        Run<?> run =
                kagzi.start(Workshop.Repair::process, "tandem").id("tandem-1").send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING"));
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(run));

        browser.click("Cancel…");
        browser.find("dialog[open] input[name=reason]").sendKeys("sold meanwhile");
        browser.click("Cancel the run");
        browser.awaitText("#head .status", "Cancelled");

        browser.awaitText("#history", "sold meanwhile");
        assertThat(server.get("/api/v1/audit?limit=50")).contains("cancelRun", "/runs/" + run.runId() + "/cancel");
    }

    @Test
    void aFailedRunIsRetriedAndRestarted() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(broken));
        browser.awaitText("#head .note", "The frame is bent");

        browser.click("Retry…");
        browser.click("Retry");
        await().atMost(PATIENCE)
                .until(() -> server.get("/api/v1/runs/" + broken.runId()).contains("\"attempt\":2"));
        browser.awaitText("#history", "IllegalArgumentException");

        browser.click("Restart…");
        browser.click("Restart");
        browser.awaitText("#head", "Restart of");
        assertThat(browser.path()).doesNotContain(broken.runId());
    }

    @Test
    void theTimelineOfALargeRunIsZoomedAndOpened() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(marathon));
        browser.awaitText(".tl-summary", "steps over");
        assertThat(browser.firstPaint()).isLessThan(1_000 + MARGIN.toMillis());
        browser.awaitText(".tl-name", "walk ×9,000");
        browser.awaitText(".tl-name", "carry ×1,000");

        browser.click("▸ carry ×1,000");
        browser.awaitText(".tl-name", "carry 0");
        assertThat(browser.count(".tl-row")).isLessThan(60);
        browser.find(".tl-scroll");
        double frames = browser.framesWhile("""
                const zoom = [...document.querySelectorAll('.tl-buttons button')];
                zoom[tick % 2].click();
                document.querySelector('.tl-scroll').scrollTop = tick * 400;
                """);
        assertThat(frames).isGreaterThan(SMOOTH);
    }

    @Test
    void attemptsAreSegments() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(stubborn));
        browser.awaitText(".tl-name", "30 attempts");
        assertThat(browser.count(".tl-bar.work.FAILED")).isEqualTo(29);
        assertThat(browser.count(".tl-bar.work.COMPLETED")).isEqualTo(1);
        browser.find(".tl-name.COMPLETED").click();
        browser.awaitText("#step", "Nobody opened at knock 29");
    }

    @Test
    void payloadsAreTextAndNothingElse() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(odd));
        browser.awaitText("pre", "<script>document.title");
        browser.awaitText("pre", "a\\u202eb");

        Run<?> large = kagzi.start(Workshop.Odd::process, Map.of("large", "x".repeat(900_000)))
                .send();
        await().atMost(PATIENCE).until(() -> large.status().isFinal());
        browser.open(page(large));
        browser.awaitText("main", "This is the beginning.");
        assertThat(browser.driver().getTitle()).startsWith("Run ");
    }

    @Test
    void whatIsEncodedIsShownAsBytes() {
        server.post("/api/v1/runs", """
                {"workflow":"odd","tags":{"kind":"sealed"},"inputEncoded":{"encoding":"aes","data":"3q2+7w=="},"inputHash":"%s"}
                """.formatted("0".repeat(64)));
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs?tag=kind:sealed");
        browser.find("tbody tr a.id").click();
        browser.awaitText("main", "Encoded as aes by the application, which alone can read it.");
        browser.awaitText("pre", "de ad be ef");
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(repair));
        browser.find(".tl-row");
        List<String> reached = browser.tabThrough(80);
        assertThat(reached).contains("Skip to the page", "Overview", "Runs", "Cancel…", "Restart…", "Zoom in");
        browser.run("document.querySelector('.tl-scroll').focus()");
        browser.press(Keys.ARROW_DOWN, Keys.ENTER);
        browser.awaitText("#step-title", "Step");
    }

    @Test
    void aRunIsStartedByAForm() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/workflows/repair/start");
        browser.type("input", "{not json");
        browser.submit("main form");
        browser.awaitText("main", "JSON");
        assertThat(browser.value("input")).isEqualTo("{not json");

        browser.type("input", "\"cart\"");
        browser.type("id", "cart-1");
        browser.submit("main form");
        browser.awaitText("#head", "cart-1");
        browser.forget();
    }

    @Test
    void limitsAreChanged() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/workflows/part/limits");
        browser.type("concurrency", "7");
        browser.submit("main form");
        browser.open(BASE + "/workflows/part");
        browser.awaitText("main", "7");
        assertThat(server.get("/api/v1/workflows/part")).contains("\"value\":7");
    }

    @Test
    void aScheduleIsMadePausedTriggeredAndDeleted() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/new-schedule");
        browser.type("scheduleId", "nightly");
        browser.type("workflow", "part");
        browser.type("cron", "0 30 2 * * *");
        browser.type("zone", "Europe/Berlin");
        browser.type("input", "\"bolt\"");
        browser.awaitText("ol.firings", "02:30");
        browser.submit("main form");
        browser.awaitText("main h1", "nightly");
        assertThat(server.get("/api/v1/schedules/nightly")).contains("0 30 2 * * *");

        browser.actAndConfirm("Pause");
        assertThat(server.get("/api/v1/schedules/nightly")).contains("\"paused\":true");
        browser.actAndConfirm("Resume");
        assertThat(server.get("/api/v1/schedules/nightly")).contains("\"paused\":false");
        browser.actAndConfirm("Trigger");
        await().atMost(PATIENCE)
                .until(() -> server.get("/api/v1/runs?schedule=nightly").contains("COMPLETED"));
        browser.open(BASE + "/schedules/nightly");
        browser.actAndConfirm("Delete");
        assertThat(server.get("/api/v1/schedules/nightly")).contains("SCHEDULE_NOT_FOUND");
    }

    @Test
    void anEventIsSentAndWakesARun() {
        Run<?> run =
                kagzi.start(Workshop.Repair::process, "wagon").id("wagon-1").send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING"));
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/events/send");
        browser.type("name", "repair.paid");
        browser.type("key", "wagon");
        browser.type("data", "\"cash\"");
        browser.submit("main form");
        browser.awaitText("main h1", "repair.paid");
        await().atMost(PATIENCE).until(() -> run.status().isFinal());
        browser.open(BASE + "/events?name=repair.paid&key=wagon");
        browser.awaitText("main", "repair");
    }

    @Test
    void aNamespaceIsMadeAndDisabled() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/admin/new-namespace");
        browser.type("name", "workshop");
        browser.type("displayName", "The workshop");
        browser.submit("main form");
        browser.awaitText("main .note", "The namespace is created");
        assertThat(browser.value("displayName")).isEqualTo("The workshop");
        browser.actAndConfirm("Disable");
        assertThat(server.get("/api/v1/namespaces/workshop")).contains("\"disabled\":true");
        browser.open("/console/ns/workshop");
        browser.awaitText("main", "This namespace is disabled");
    }

    @Test
    void someRunsAreCancelledTogether() {
        Run<?> first = waiting("row-1");
        Run<?> second = waiting("row-2");
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs?workflow=repair&status=WAITING&within=1d");
        browser.awaitFollowed();
        browser.find("input[value='" + first.runId() + "']").click();
        browser.find("input[value='" + second.runId() + "']").click();
        browser.awaitText("#selection", "2 selected");

        browser.find("[data-choose=CANCEL]").click();
        browser.click("Start the job");

        browser.awaitText("main h1", "Cancel selected runs");
        browser.awaitText("#job", "Done");
        browser.awaitText("#job", "2 runs selected by hand");
        Stream.of(first, second)
                .forEach(run ->
                        await().atMost(PATIENCE).until(() -> run.status().name().equals("CANCELLED")));
        browser.click("All bulk jobs");
        browser.awaitText("tbody tr", "Cancel selected runs");
    }

    @Test
    void aSelectionOutlastsAChangeOfItsRows() {
        Run<?> run = waiting("row-3");
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs?tag=what:row-3");
        browser.awaitFollowed();
        browser.find("#select-all").click();
        browser.awaitText("#selection", "1 selected");

        kagzi.emit("repair.paid", "row-3", "cash");
        browser.awaitText("[data-run='" + run.runId() + "']", "Completed");

        assertThat(browser.find("input[value='" + run.runId() + "']").isSelected())
                .isTrue();
        browser.awaitText("#selection", "1 selected");
    }

    @Test
    void aRowIsReplacedByItselfOnAPageThatIsRefreshed() {
        Run<?> failed =
                kagzi.start(Workshop.Broken::process, "The bell is dull").send();
        await().atMost(PATIENCE).until(() -> failed.status().isFinal());
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/workflows/broken");
        browser.find("[data-run='" + failed.runId() + "']");
        browser.run("""
                const row = () => document.querySelector(`[data-run='${arguments[0]}']`);
                htmx.ajax('GET', row().getAttribute('hx-get'), { source: row(), target: row(), swap: 'outerHTML' })
                  .then(() => { window.kept = row() !== null; });
                """, failed.runId());

        assertThat(browser.await(() -> browser.run("return window.kept ?? null")))
                .isEqualTo(true);
    }

    @Test
    void timesAreTypedInTheZoneOfWhoeverTypes() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs");
        browser.find("#zone-switch").click();
        assertThat(browser.value("zone")).isEqualTo("UTC");
        browser.find("#zone-switch").click();
        assertThat(browser.value("zone"))
                .isEqualTo(browser.run("return Intl.DateTimeFormat().resolvedOptions().timeZone"));
    }

    @Test
    void allThatMatchAreCountedAndThenActedOn() {
        Run<?> run = waiting("row-4");
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs?tag=what:row-4");
        browser.click("Act on all matching…");
        browser.find("dialog[open] input[value=CANCEL]").click();
        browser.click("Start the job");
        browser.awaitText("#job", "Done");
        browser.awaitText("#job", "Would affect");
        browser.awaitText("#job", "with the tag 'what:row-4'");
        assertThat(run.status().name()).isEqualTo("WAITING");

        browser.click("Cancel these runs…");
        browser.click("Cancel these runs");
        browser.awaitText("#job", "Done to");
        browser.awaitText("#job", "Done");
        await().atMost(PATIENCE).until(() -> run.status().name().equals("CANCELLED"));

        browser.click("The matching runs");
        browser.awaitText("tbody tr", "Cancelled");
    }

    @Test
    void allThatMatchAreRestartedWithoutADryRun() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs?id=bicycle-1");
        browser.click("Act on all matching…");
        browser.find("dialog[open] input[value=RESTART]").click();
        browser.find("dialog[open] input[name=dryRun]").click();
        browser.click("Start the job");

        browser.awaitText("#job", "Done to");
        browser.awaitText("main h1 + .status", "Done");
        assertThat(server.get("/api/v1/runs?workflow=repair&limit=200")).contains("\"restartOf\":\"" + repair.runId());
    }

    @Test
    void whatIsRefusedIsSaidWhereItWasAskedFor() {
        Run<?> run = waiting("row-5");
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(run));
        browser.click("Restart…");
        // As when another one has retried the run meanwhile.
        browser.run("document.querySelector('dialog[open] form').action = arguments[0]", page(run) + "/retry");
        browser.find("dialog[open] button.primary").click();

        browser.awaitText("main .note.bad", "RUN_NOT_RETRYABLE");
        browser.awaitText("#head", "row-5");
        browser.forget();
    }

    @Test
    void aFormThatIsSentTwiceActsOnce() {
        Run<?> run = waiting("row-6");
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(run));
        browser.run("""
                const form = document.querySelector('#restart form');
                const body = new URLSearchParams(new FormData(form));
                window.sent = Promise.all([1, 2].map(() => fetch(form.action, { method: 'POST', body })))
                  .then(answers => { window.shown = answers.map(answer => new URL(answer.url).pathname); });
                """);
        Object shown = browser.await(() -> browser.run("return window.shown ?? null"));

        assertThat(shown).asInstanceOf(LIST).hasSize(2);
        assertThat(Set.copyOf((List<?>) shown)).hasSize(1);
        assertThat(String.valueOf(((List<?>) shown).get(0))).doesNotContain(run.runId());
    }

    @Test
    void aRunIsRestartedFromAStep() {
        Run<?> run = waiting("row-7");
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(page(run));
        browser.click("inspect");
        browser.awaitText("#step-title", "inspect");
        browser.click("Restart from here…");
        browser.click("Restart from here");

        browser.awaitText("#head", "Restart of");
        assertThat(browser.path()).doesNotContain(run.runId());
    }

    @Test
    void firingsArePreviewedAndBackfilled() {
        Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/schedules/hourly/backfill");
        browser.type("from", end.minus(Duration.ofHours(2)).toString());
        browser.type("to", end.toString());
        browser.click("Preview");
        browser.awaitText("main", "It would start 2 runs");

        browser.click("Backfill…");
        browser.click("Backfill");

        browser.awaitText("main .note", "2 firings are backfilled");
        await().atMost(PATIENCE)
                .until(() -> server.get("/api/v1/runs?schedule=hourly").contains("COMPLETED"));
    }

    @Test
    void aScheduleIsEdited() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/new-schedule");
        browser.type("scheduleId", "weekly");
        browser.type("workflow", "part");
        browser.type("cron", "0 8 * * 1");
        browser.type("input", "\"nut\"");
        browser.submit("main form");
        browser.awaitText("main h1", "weekly");

        browser.click("Edit…");
        browser.type("cron", "0 9 * * 1");
        browser.submit("main form");

        browser.awaitText("main .note", "The schedule is saved");
        assertThat(server.get("/api/v1/schedules/weekly")).contains("0 9 * * 1");
    }

    @Test
    void aKeyIsRotatedAndRevoked() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/admin/new-key");
        browser.type("name", "depot");
        browser.find("input[value=VIEWER]").click();
        browser.type("namespaces", "default");
        browser.submit("main form");
        String first = browser.find("output").getText();
        browser.click("I have copied it");
        browser.click("depot");

        browser.click("Rotate…");
        browser.click("Rotate");
        browser.awaitText("main", "The old secret stays valid until");
        assertThat(browser.find("output").getText()).startsWith("kgz_").isNotEqualTo(first);
        browser.click("I have copied it");
        browser.awaitText("tbody tr", "Active, old secret still valid");

        browser.click("depot");
        browser.click("Revoke…");
        browser.click("Revoke");
        browser.awaitText("main .note", "The key is revoked");
        assertThat(server.get("/api/v1/keys")).doesNotContain("depot");
    }

    @Test
    void aWorkerIsDrained() {
        try (ConfigurableApplicationContext other = new SpringApplicationBuilder(Workshop.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--kagzi.url=" + server.url(),
                        "--spring.application.name=annex",
                        "--spring.main.banner-mode=off")) {
            browser.look(Look.LIGHT_DESKTOP);
            browser.open(BASE + "/workers");
            browser.awaitText("tbody tr", "annex");
            assertThat(other.isActive()).isTrue();
            browser.run("""
                    [...document.querySelectorAll('#workers tbody tr')]
                      .find(row => row.textContent.includes('annex')).querySelector('button').click()
                    """);
            browser.click("Drain the worker");

            browser.awaitText("main .note", "The worker is told to take no further runs");
            browser.awaitText("tbody tr", "Draining");
        }
    }

    private static Run<?> waiting(String id) {
        Run<?> run = kagzi.start(Workshop.Repair::process, id).id(id).send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING"));
        return run;
    }

    @Test
    void whatDoesNotExistIsSaidInWords() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE + "/runs/" + UUID.randomUUID());
        browser.awaitText("main", "There is no run");
        browser.open("/console/ns/unknown/runs");
        browser.awaitText("main", "There is no namespace 'unknown'");
        browser.open(BASE + "/runs?after=yesterday");
        browser.awaitText("main", "has to be an instant such as");
        browser.open(BASE + "/runs?status=FOO&parent=x");
        browser.awaitText("main .note", "needs_attention");
        browser.awaitText("main .note", "has to be a UUID");
        browser.forget();
    }
}
