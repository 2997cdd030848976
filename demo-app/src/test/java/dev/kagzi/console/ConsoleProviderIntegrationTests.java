package dev.kagzi.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.guide.PackagedServer;
import dev.kagzi.server.test.provider.StandInProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Cookie;

/** The other door of the console, through the page of a provider on another site: what a browser does with cookies on the way. */
class ConsoleProviderIntegrationTests {

    private static final String REGISTRATION = "--spring.security.oauth2.client.registration.staff.";
    private static final String PROVIDER = "--spring.security.oauth2.client.provider.staff.";
    private static final String GRANT = "--kagzi.console.oidc.grants[0].";

    @TempDir
    static Path directory;

    private static StandInProvider provider;
    private static PackagedServer server;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        provider = new StandInProvider();
        server = new PackagedServer(
                directory,
                "--kagzi.embedded.data-dir=" + directory.resolve("data"),
                "--kagzi.security.enabled=true",
                REGISTRATION + "client-id=" + StandInProvider.CLIENT_ID,
                REGISTRATION + "client-secret=" + StandInProvider.CLIENT_SECRET,
                REGISTRATION + "client-name=Example staff",
                PROVIDER + "issuer-uri=" + provider.issuer(),
                PROVIDER + "user-name-attribute=email",
                GRANT + "value=operators",
                GRANT + "role=viewer",
                GRANT + "namespaces=default");
        browser = new Browser(server.url());
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
        provider.close();
    }

    private static void goThere(String path, String group) {
        provider.knows(Map.of("sub", "1", "email", "alice@example.com", "groups", List.of(group)));
        browser.open(path);
        browser.awaitText("main h1", "Sign in");
        browser.button("Sign in with Example staff").click();
    }

    @Test
    void whoComesBackFromTheProviderGetsWhereItWantedAndOut() {
        goThere("/console/ns/default/workers", "operators");
        browser.button("Approve").click();

        browser.awaitText("main h1", "Workers");
        assertThat(browser.path()).isEqualTo("/console/ns/default/workers");
        Cookie session = browser.driver().manage().getCookieNamed("kagzi-console");
        assertThat(session.isHttpOnly()).isTrue();
        assertThat(session.getSameSite()).isEqualTo("Strict");
        // Those of the provider's page are its own.
        assertThat(browser.complaints())
                .filteredOn(each -> !each.startsWith(provider.issuer()))
                .isEmpty();

        browser.button("Sign out").click();
        browser.awaitText("main h1", "Sign in");
        browser.open("/console/ns/default/runs");
        browser.awaitText("main h1", "Sign in");
        browser.forget();
    }

    @Test
    void whoIsNotLetInIsToldAndMayTryAgain() {
        goThere("/console/ns/default/runs", "choir");
        browser.button("Approve").click();
        browser.awaitText("[role=alert]", "Example staff knows you as 'alice@example.com'");
        browser.picture("sign-in-refused-light_desktop");
        assertThat(browser.graveFindings()).isEmpty();

        browser.button("Sign in with Example staff").click();
        browser.button("Deny").click();
        browser.awaitText("[role=alert]", "access_denied");

        provider.knows(Map.of("sub", "1", "email", "alice@example.com", "groups", List.of("operators")));
        browser.button("Sign in with Example staff").click();
        browser.button("Approve").click();
        browser.awaitText("main h1", "Runs");
        browser.button("Sign out").click();
        browser.awaitText("main h1", "Sign in");
        browser.forget();
    }
}
