package dev.kagzi.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.console.Browser.Look;
import dev.kagzi.guide.PackagedServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Cookie;

/** The door of the console, where keys are asked for. */
class ConsoleSignInIntegrationTests {

    private static final String ADMIN = "kgz_" + "A".repeat(43);

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        server = new PackagedServer(
                directory,
                "--kagzi.embedded.data-dir=" + directory.resolve("data"),
                "--kagzi.security.enabled=true",
                "--kagzi.bootstrap.admin-key=" + ADMIN);
        browser = new Browser(server.url());
        browser.look(Look.LIGHT_DESKTOP);
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    private static void signIn(String key) {
        browser.find("input[name=key]").sendKeys(key);
        browser.button("Sign in").click();
    }

    @Test
    void whoHasAKeyGetsInAndOut() {
        browser.open("/console/ns/default/workers");
        browser.awaitText("main h1", "Sign in");
        assertThat(browser.graveFindings()).isEmpty();
        browser.picture("sign-in-light_desktop");
        signIn("kgz_" + "B".repeat(43));
        browser.awaitText("main", "There is no such key");

        signIn(ADMIN);
        browser.awaitText("main h1", "Workers");
        Cookie session = browser.driver().manage().getCookieNamed("kagzi-console");
        assertThat(session.isHttpOnly()).isTrue();
        assertThat(session.getSameSite()).isEqualTo("Strict");
        assertThat(session.getValue()).isNotEqualTo(ADMIN);

        browser.button("Sign out").click();
        browser.awaitText("main h1", "Sign in");
        browser.open("/console/ns/default/runs");
        browser.awaitText("main h1", "Sign in");
        browser.forget();
    }

    @Test
    void aKeyIsMadeItsSecretShownOnceAndWhoHasItSeesWhatItIsFor() {
        browser.open("/console");
        signIn(ADMIN);
        browser.awaitText("main h1", "Overview");
        browser.open("/console/ns/default/admin/new-key");
        browser.type("name", "looker");
        browser.find("main input[value=viewer], main input[value=VIEWER]").click();
        browser.submit("main form");
        String secret = browser.find(".secret output").getText();
        assertThat(secret).startsWith("kgz_");
        browser.open("/console/ns/default/admin/keys");
        browser.awaitText("main", "looker");
        assertThat(browser.driver().getPageSource()).doesNotContain(secret);
        browser.button("Sign out").click();

        browser.awaitText("main h1", "Sign in");
        signIn(secret);
        browser.awaitText("main h1", "Overview");
        assertThat(browser.find("header nav").getText()).doesNotContain("Admin");
        browser.open("/console/ns/default/admin/keys");
        browser.awaitText("main", "does not allow this");
        browser.button("Sign out").click();
        browser.awaitText("main h1", "Sign in");
        browser.forget();
    }
}
