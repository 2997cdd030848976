package dev.kagzi.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.console.Browser.Look;
import dev.kagzi.demo.DemoProcess;
import dev.kagzi.guide.PackagedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The walk through the console that the README takes, with the orders of the demo. */
class DemoConsoleIntegrationTests {

    private static final String BASE = "/console/ns/default";

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static Browser browser;
    private static DemoProcess demo;

    @BeforeAll
    static void runTheDemo() throws IOException {
        server = new PackagedServer(directory);
        demo = DemoProcess.start(
                directory.resolve("demo.out"),
                List.of(),
                List.of("--server.port=0", "--kagzi.url=" + server.url(), "--demo.directory=" + directory));
        browser = new Browser(server.url());
        await().atMost(PackagedServer.PATIENCE)
                .until(() -> demo.output().contains("See the orders in the server's console:  " + server.url()));
        assertThat(demo.output()).contains("20 of 20 orders ended as expected.");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            demo.stop();
        }
        server.close();
    }

    @AfterEach
    void nothingIsWrongInTheBrowser() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theOverviewCountsTheOrders() {
        browser.look(Look.LIGHT_DESKTOP);
        browser.open(BASE);
        browser.find("[aria-label='Runs over time: 20 started, 19 completed, 1 failed, 0 cancelled']");
        browser.awaitText("#overview", "nothing needs attention");
        browser.picture("demo-overview-light_desktop");
    }

    @Test
    void eachOrderIsARunAndIsFoundByItsArticleAndByHowItEnded() {
        browser.look(Look.LIGHT_DESKTOP, 700);
        browser.open(BASE + "/runs");
        assertThat(browser.count("tbody tr")).isEqualTo(20);
        browser.link("article:gaiwan").click();
        browser.await(() -> browser.count("tbody tr") == 5 ? true : null);
        browser.open(BASE + "/runs");
        browser.picture("demo-runs-light_desktop");

        browser.find(".chips .status.FAILED").click();
        browser.await(() -> browser.count("tbody tr") == 1 ? true : null);
        browser.awaitText("tbody tr", "is for 0 pieces and 2490 cents; both must be at least 1");
    }

    @Test
    void aFlakyPaymentIsTriedUntilItIsMadeAndTheOrderRestsBeforeItIsShipped() {
        openOrder("1005", Look.LIGHT_DESKTOP);
        browser.awaitText(".tl-name", "charge 3 attempts");
        assertThat(browser.count(".tl-bar.work.FAILED")).isEqualTo(2);
        browser.find(".tl-row[aria-label^='charge, step, 3 attempts, completed']");
        browser.find(".tl-row[aria-label^='cooling-off, sleep, completed, 8'] .tl-bar.sleep");
        browser.awaitText("#output", "SHIPPED");
        browser.picture("demo-order-light_desktop");

        browser.click("✓ charge 3 attempts");
        browser.awaitText("#step", "The payment service did not answer call 2");
        browser.awaitText("#step", "pay-");
        openOrder("1005", Look.LIGHT_PHONE);
        browser.run("document.getElementById('timeline-title').scrollIntoView()");
        browser.picture("demo-order-light_phone");
    }

    @Test
    void aDeclinedCardGivesTheStockBackAndTheRunCompletes() {
        openOrder("1003", Look.DARK_DESKTOP);
        browser.awaitText("#head .status", "Completed");
        browser.awaitText(".tl-name.FAILED", "charge");
        browser.awaitText(".tl-name.COMPLETED", "release-stock");
        assertThat(browser.count(".tl-bar.sleep")).isZero();
        browser.awaitText("#output", "DECLINED");
        browser.awaitText("#steps", "CardDeclined: The bank declined the card");
        browser.picture("demo-declined-dark_desktop");
    }

    /** From the list, as somebody who looks for it. */
    private static void openOrder(String number, Look look) {
        browser.look(look);
        browser.open(BASE + "/runs");
        browser.link("-" + number).click();
        browser.awaitText("#head", "-" + number);
        browser.find(".tl-row");
    }
}
