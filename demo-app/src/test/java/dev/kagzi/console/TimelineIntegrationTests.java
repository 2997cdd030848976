package dev.kagzi.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.console.Browser.Look;
import dev.kagzi.guide.PackagedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The picture of a run, while the run goes on and somebody works with it. */
class TimelineIntegrationTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BASE = "/console/ns/default";

    /** The first time that is written above the part in sight. */
    private static final String FIRST_TIME = "return document.querySelector('.tl-ticks span').textContent";

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static Browser browser;
    private static ConfigurableApplicationContext application;
    private static KagziClient kagzi;

    @BeforeAll
    static void start() throws IOException {
        server = new PackagedServer(directory);
        browser = new Browser(server.url());
        browser.look(Look.LIGHT_DESKTOP);
        application = new SpringApplicationBuilder(Workshop.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--kagzi.url=" + server.url(),
                        "--kagzi.worker.hold-threshold=1ms",
                        "--spring.main.banner-mode=off");
        kagzi = application.getBean(KagziClient.class);
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

    private static Run<?> waiting(String what) {
        Run<?> run = kagzi.start(Workshop.Repair::process, what).id(what).send();
        await().atMost(PATIENCE).until(() -> run.status().name().equals("WAITING"));
        return run;
    }

    /** What has the focus, as it is said to somebody who does not see it. */
    private static String focused() {
        return String.valueOf(browser.run("return document.activeElement.getAttribute('aria-label')"));
    }

    private static void focus(String row) {
        browser.run("document.querySelector('.tl-row[aria-label^=\"' + arguments[0] + '\"]').focus()", row);
        assertThat(focused()).startsWith(row);
    }

    private static void awaitCount(String css, int count) {
        browser.await(() -> browser.count(css) == count ? true : null);
    }

    @Test
    void aChildIsOpenedInPlaceAndTheAddressKeepsIt() {
        Run<?> run = waiting("tricycle");
        browser.open(page(run));
        browser.awaitText(".tl-name", "part");
        assertThat(browser.count(".tl-bar.state.RUNNING")).isPositive();
        assertThat(browser.count(".tl-bar.state.WAITING")).isPositive();

        focus("part, child");
        browser.press(Keys.ARROW_RIGHT);
        browser.awaitText(".tl-name", "make");
        assertThat(browser.find(".tl-row[aria-level='2'] .tl-bar.state").isDisplayed())
                .isTrue();
        browser.await(() -> browser.path().contains("#open=") ? true : null);
        browser.driver().navigate().refresh();
        browser.awaitText(".tl-name", "make");

        focus("make, step");
        browser.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT);
        browser.await(() -> browser.path().contains("#shut=") ? true : null);
        assertThat(focused()).startsWith("part, child");
        browser.find(".tl-link:not([hidden])").click();
        browser.awaitText("#head", "Parent");
    }

    @Test
    void itStaysWhereItIsWhileTheRunGoesOn() {
        Workshop.Led.let("left", 2);
        Workshop.Led.let("right", 2);
        Run<?> run = kagzi.start(Workshop.Led::process).send();
        browser.open(page(run));
        browser.find(".tl-row[aria-expanded='false'][aria-label^='pair 0']");
        browser.find(".tl-row[aria-expanded='false'][aria-label^='pair 1']");
        focus("pair 0");
        browser.press(Keys.ARROW_RIGHT);
        browser.awaitText(".tl-name", "left#2");
        browser.awaitFollowed();
        focus("pair 1");
        browser.press("+");
        browser.await(() -> browser.path().contains("view=") ? true : null);
        Object top = browser.run("window.row = document.activeElement; return row.offsetTop");
        Object time = browser.run(FIRST_TIME);

        Workshop.Led.let("left", 1);
        browser.awaitText(".tl-name", "left#4");
        assertThat(focused()).startsWith("pair 1");
        assertThat(browser.run("return document.activeElement === row")).isEqualTo(true);
        assertThat(browser.run("return row.offsetTop")).isNotEqualTo(top);
        assertThat(browser.run(FIRST_TIME)).isEqualTo(time);

        Workshop.Led.let("left", 2);
        Workshop.Led.let("right", 2);
        browser.awaitText(".tl-name", "knock");
        browser.press("0");
        browser.await(() -> browser.path().contains("view=") ? null : true);
        awaitCount(".tl-bar.work.RUNNING", 1);
        awaitCount(".tl-row[aria-label^='knock'] .tl-bar.work.FAILED", 1);
        browser.run("document.querySelector('.tl-row[aria-label^=knock] .tl-bar.work.FAILED')"
                + ".dispatchEvent(new PointerEvent('pointerover', { bubbles: true }))");
        assertThat(browser.find(".tl-bar[title]").getDomAttribute("title"))
                .contains("attempt 1: failed", "IllegalStateException: Nobody\\u202e opened");

        Workshop.Led.let("knock", 1);
        browser.awaitText("#head .status", "Completed");
        awaitCount(".tl-bar.work.RUNNING", 0);
        awaitCount(".tl-bar.mark.COMPLETED", 1);
    }

    @Test
    void whatARestartTakesOverStandsAtItsBeginning() {
        Run<?> run = waiting("tandem");
        browser.open(page(run));
        browser.awaitText(".tl-name", "part");
        browser.click("‖ repair.paid");
        browser.awaitText("#step-title", "repair.paid");
        browser.click("Restart from here…");
        browser.click("Restart from here");
        browser.awaitText("#head", "Restart of");
        browser.awaitText(".tl-name", "repair.paid");

        assertThat(browser.count(".tl-bar.mark.taken")).isGreaterThan(3);
        assertThat(browser.find(".tl-row[aria-label^='inspect']").getDomAttribute("aria-label"))
                .contains("completed, taken over from run " + run.runId());
        assertThat(browser.run("return document.querySelector('.tl-bar.mark.taken').style.left"))
                .isEqualTo("0%");
    }

    /** Thirty nights, which no test can wait for. */
    @Test
    void manyLongWaitsAreFolded() {
        browser.open(BASE);
        Object folded = browser.run("""
                const day = 86400000;
                const run = { finished: 30 * day + 3000, transitions: [] };
                run.steps = Array.from({ length: 30 }, (_, i) => ({
                  run, kind: 'STEP', status: 'COMPLETED', started: i * day, finished: i * day + 100,
                }));
                return import('/assets/timeline-axis.js').then(({ axis }) => {
                  const { folds, place } = axis([run], run.finished, true);
                  return [folds.length, place(day + 100) - place(day) > 0.01];
                });
                """);
        assertThat(folded).isEqualTo(List.of(30L, true));
    }

    @Test
    void whatCannotBeSeenIsWrittenOut() {
        browser.open(BASE);
        Object shown = browser.run(
                "return import('/assets/timeline-text.js').then(({ visible }) => visible(arguments[0]))",
                "a\u202eb\u0000c\n\té\uD83D\uDE00\u200b\u2028\uDB40\uDC01");
        assertThat(shown).isEqualTo("a\\u202eb\\u0000c\n\té\uD83D\uDE00\\u200b\\u2028\\udb40\\udc01");
    }
}
