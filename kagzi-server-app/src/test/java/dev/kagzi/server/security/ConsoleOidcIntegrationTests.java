package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import dev.kagzi.server.test.Surfer;
import dev.kagzi.server.test.provider.StandInProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Signing in to the console at a provider: who gets in, as whom, to what, and what is said to those who do not. */
@ServerTest
@TestPropertySource(
        properties = {"kagzi.security.enabled=true", "kagzi.bootstrap.admin-key=" + KeyIntegrationTests.ADMIN})
class ConsoleOidcIntegrationTests {

    private static final StandInProvider PROVIDER = new StandInProvider();
    private static final String SHOP = "test-oidc-shop";
    private static final String SIGN_IN = "/console/oidc/staff";
    private static final String CALLBACK = SIGN_IN + "/callback";
    private static final String SESSION = "kagzi-console";

    @Autowired
    private ServerClient server;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Environment environment;

    private Surfer surfer;

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry registry) {
        properties().forEach((name, value) -> registry.add(name, () -> value));
    }

    private static Map<String, String> properties() {
        String registration = "spring.security.oauth2.client.registration.";
        String provider = "spring.security.oauth2.client.provider.";
        String grants = "kagzi.console.oidc.grants";
        Map<String, String> properties = new HashMap<>(Map.of(
                registration + "staff.client-id", StandInProvider.CLIENT_ID,
                registration + "staff.client-secret", StandInProvider.CLIENT_SECRET,
                registration + "staff.client-name", "Stand-in",
                provider + "staff.issuer-uri", PROVIDER.issuer(),
                provider + "staff.user-name-attribute", "email",
                // Nobody answers there, which keeps nobody from the other one.
                registration + "gone.client-id", "kagzi",
                provider + "gone.issuer-uri", "http://127.0.0.1:1"));
        properties.putAll(Map.of(
                grants + "[0].value", "operators",
                grants + "[0].role", "admin",
                grants + "[0].namespaces", "*",
                grants + "[1].value", "shop",
                grants + "[1].role", "viewer",
                grants + "[1].namespaces", SHOP));
        return properties;
    }

    @AfterAll
    static void close() {
        PROVIDER.close();
    }

    @BeforeEach
    void aliceIsAnOperator() {
        surfer = new Surfer(server.port());
        PROVIDER.knows(alice("operators"));
        int status = server.post(
                        "/api/v1/namespaces",
                        "{\"name\":\"%s\"}".formatted(SHOP),
                        "Authorization",
                        "Bearer " + KeyIntegrationTests.ADMIN)
                .status();
        assertThat(status).isIn(201, 409);
    }

    private static Map<String, Object> alice(String... groups) {
        return Map.of("sub", "1", "email", "alice@example.com", "groups", List.of(groups));
    }

    /** Where the provider leads back to when that is chosen on its page. */
    private static String choice(Answer page, String id) {
        Matcher link = Pattern.compile("id=\"" + id + "\" href=\"([^\"]+)\"").matcher(page.body());
        assertThat(link.find()).as(page.body()).isTrue();
        return link.group(1);
    }

    private Answer begin(String next) {
        Answer led = surfer.get(SIGN_IN + "?next=" + next);
        assertThat(led.status()).as(led.body()).isEqualTo(302);
        assertThat(led.header("Location")).startsWith(PROVIDER.issuer() + "/authorize?");
        Answer page = surfer.get(led.header("Location"));
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return page;
    }

    private Answer signIn(String next) {
        return surfer.get(choice(begin(next), "approve"));
    }

    private void refused(Answer answer, int status, String words) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("<h1>Sign in</h1>", words).doesNotContain("Exception");
        assertThat(surfer.cookie(SESSION)).isEmpty();
        assertThat(surfer.get("/console/ns/default/runs").status()).isEqualTo(302);
    }

    @Test
    void theLoginPageLeadsToTheProviders() {
        assertThat(surfer.get("/console/login?next=/console/ns/default/runs").body())
                .contains("Sign in with Stand-in", "Sign in with gone", SIGN_IN + "?next=/console/ns/default/runs")
                .contains("name=\"key\"");
    }

    @Test
    void whoIsInAGroupOfAdminsMayDoEverything() {
        Answer signedIn = signIn("/console/ns/default/workers");
        assertThat(signedIn.status()).as(signedIn.body()).isEqualTo(200);
        assertThat(signedIn.header("Refresh")).isEqualTo("0; url=/console/ns/default/workers");
        assertThat(signedIn.body()).contains("href=\"/console/ns/default/workers\"");
        assertThat(signedIn.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(signedIn.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith(SESSION + "=kgz_").contains("HttpOnly", "SameSite=Strict"))
                .anySatisfy(cookie -> assertThat(cookie).startsWith("kagzi-console-sign-in=;"));

        Answer page = surfer.get("/console/ns/default/workers");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("Signed in as oidc:alice@example.com");
        for (String path : new String[] {"keys", "namespaces", "audit", "new-key"}) {
            assertThat(surfer.get("/console/ns/default/admin/" + path).status()).isEqualTo(200);
        }
        assertThat(surfer.get("/console/ns/" + SHOP + "/runs").status()).isEqualTo(200);
    }

    @Test
    void whoIsAViewerOfANamespaceSeesThatAndChangesNothing() {
        PROVIDER.knows(alice("shop", "choir"));
        signIn("/console");

        assertThat(surfer.get("/console").header("Location")).endsWith("/console/ns/" + SHOP);
        Answer runs = surfer.get("/console/ns/" + SHOP + "/runs");
        assertThat(runs.status()).isEqualTo(200);
        assertThat(runs.body()).contains(SHOP).doesNotContain("value=\"default\"");
        assertThat(surfer.get("/console/ns/default/runs").status()).isEqualTo(403);
        assertThat(surfer.get("/console/ns/" + SHOP + "/admin/keys").status()).isEqualTo(403);
        assertThat(surfer.post(runs, "/console/ns/" + SHOP + "/events/send", Map.of("name", "a"))
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "choir", "operator", "OPERATORS"})
    void whoIsInNoGroupThatCountsIsNotLetIn(String group) {
        PROVIDER.knows(alice(group));
        refused(signIn("/console"), 403, "Stand-in knows you as &#39;alice@example.com&#39;");
    }

    @Test
    void whoIsDeclinedThereIsTold() {
        refused(surfer.get(choice(begin("/console"), "deny")), 403, "access_denied");
    }

    @Test
    void otherErrorsAreShownByTheirCodeAlone() {
        String denied = choice(begin("/console"), "deny");
        refused(
                surfer.get(denied.replace("access_denied", "server_error%3Cb%3E&error_description=Call+us")),
                502,
                "&#39;server_error&lt;b&gt;&#39;");
        assertThat(surfer.get("/console/login").body()).doesNotContain("Call us");
    }

    @Test
    void anotherStateGetsNobodyInAndSpoilsNothing() {
        String approved = choice(begin("/console"), "approve");
        refused(surfer.get(CALLBACK + "?code=a&state=b"), 401, "was not begun in this browser");
        refused(surfer.get(CALLBACK + "?code=a&state=%00"), 401, "was not begun in this browser");
        refused(surfer.get(CALLBACK), 401, "was not begun in this browser");
        refused(new Surfer(server.port()).get(approved), 401, "was not begun in this browser");

        assertThat(surfer.get(approved).status()).isEqualTo(200);
    }

    @Test
    void nobodyComesBackTwice() {
        String approved = choice(begin("/console"), "approve");
        assertThat(surfer.get(approved).status()).isEqualTo(200);

        assertThat(surfer.get(approved).status()).isEqualTo(401);
    }

    @Test
    void aCodeThatHasBeenUsedIsNotTakenWithAnotherSignIn() {
        String used = choice(begin("/console"), "approve");
        String code = used.substring(used.indexOf("code="));
        surfer.get(used);
        surfer = new Surfer(server.port());

        String fresh = choice(begin("/console"), "approve");
        refused(surfer.get(fresh.replaceAll("code=.*", code)), 401, "invalid_grant");
    }

    /** It was issued to somebody else, who has been made to come back with it. */
    @Test
    void aCodeOfAnotherBrowserIsNotTaken() {
        String stolen = choice(begin("/console"), "approve");
        String code = stolen.substring(stolen.indexOf("code="));
        surfer = new Surfer(server.port());

        String own = choice(begin("/console"), "approve");
        refused(surfer.get(own.replaceAll("code=.*", code)), 401, "invalid_grant");
    }

    @Test
    void aSignInThatTakesTooLongIsOver() {
        String approved = choice(begin("/console"), "approve");
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(OidcSignIns.LONGEST.plusSeconds(1));
            refused(surfer.get(approved), 401, "has taken longer than 10 minutes");
            begin("/console");
            assertThat(signInsUnderWay()).isEqualTo(1);
        }
    }

    private int signInsUnderWay() {
        return jdbc.sql("SELECT count(*) FROM kagzi.console_sign_in")
                .query(Integer.class)
                .single();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonce", "aud", "iss", "exp", "sub"})
    void whatIsForgedProvesNothing(String claim) {
        PROVIDER.forges(token -> {
            Map<String, Object> forged = new HashMap<>(token);
            forged.put(claim, claim.equals("exp") ? 1 : claim.equals("iss") ? "http://127.0.0.1:2" : "other");
            return forged;
        });
        refused(signIn("/console"), 401, "does not prove who you are");
    }

    @Test
    void whoHasNoNameThereIsNobody() {
        PROVIDER.knows(Map.of("sub", "1", "groups", List.of("operators")));
        refused(signIn("/console"), 401, "no usable answer");
    }

    @Test
    void aTokenSignedWithAnotherKeyProvesNothing() {
        PROVIDER.signsWithAnotherKey();
        refused(signIn("/console"), 401, "invalid_id_token");
    }

    @Test
    void aProviderThatIsGoneIsSaidToBe() {
        refused(surfer.get("/console/oidc/gone"), 502, "gone cannot be reached");
        refused(surfer.get("/console/oidc/nobody"), 404, "Nobody can sign in at that address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "//evil.example",
                "/console/../..//evil.example",
                "/console//evil.example",
                "/console/.",
                "/console%0d%0aSet-Cookie:a=b",
                "/console;url=//evil.example",
                "/other"
            })
    void nobodyIsLedAnywhereElse(String next) {
        Answer signedIn = signIn(next);

        assertThat(signedIn.header("Refresh")).isEqualTo("0; url=/console");
        assertThat(signedIn.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void whoSignsOutIsOut() {
        signIn("/console");
        Answer page = surfer.get("/console/ns/default/runs");
        String session = surfer.cookie(SESSION).orElseThrow();
        assertThat(sessionsOf(session)).isEqualTo(1);

        assertThat(surfer.post(page, "/console/logout", Map.of()).status()).isEqualTo(302);

        assertThat(sessionsOf(session)).isZero();
        assertThat(surfer.get("/console/ns/default/runs").header("Location")).contains("/console/login");
    }

    private int sessionsOf(String secret) {
        return jdbc.sql("SELECT count(*) FROM kagzi.console_session WHERE session_hash = :hash")
                .param("hash", new Secret(secret).hash().array())
                .query(Integer.class)
                .single();
    }

    @Test
    void aSessionLastsAsLongAsThatOfAKey() {
        signIn("/console");
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofHours(11));
            assertThat(surfer.get("/console/ns/default/runs").status()).isEqualTo(200);
            moved.advance(Duration.ofHours(2));
            assertThat(surfer.get("/console/ns/default/runs").status()).isEqualTo(302);
        }
    }

    @Test
    void theAuditTrailNamesThePerson() {
        signIn("/console");
        String name = "by-alice-" + UUID.randomUUID();
        Answer form = surfer.get("/console/ns/default/admin/new-namespace");
        surfer.post(form, "/console/ns/default/admin/namespaces", Map.of("name", name));

        Answer entries = await().until(
                        () -> server.get("/api/v1/audit", "Authorization", "Bearer " + KeyIntegrationTests.ADMIN),
                        found -> found.body().contains("oidc:alice@example.com"));
        assertThat(entries.json().path("items")).anySatisfy(entry -> {
            assertThat(entry.path("keyName").asString("")).isEqualTo("oidc:alice@example.com");
            assertThat(entry.has("keyId")).isFalse();
            assertThat(entry.path("address").asString()).isEqualTo("127.0.0.1");
        });
        Answer page = surfer.get("/console/ns/default/admin/audit");
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).contains("oidc:alice@example.com");
    }

    @Test
    void whatIsOpenEndsWithTheSession() throws Exception {
        signIn("/console");
        endsWith(() -> surfer.post(surfer.get("/console/ns/default/runs"), "/console/logout", Map.of()));

        signIn("/console");
        endsWith(() -> jdbc.sql("DELETE FROM kagzi.console_session").update());
    }

    @Test
    void whatIsOpenEndsWithTheSessionOfAKey() throws Exception {
        Answer form = surfer.get("/console/login");
        surfer.post(form, "/console/login", Map.of("key", KeyIntegrationTests.ADMIN));
        endsWith(() -> surfer.post(surfer.get("/console/ns/default/runs"), "/console/logout", Map.of()));
    }

    /** And not before: several looks at the keys leave it open. */
    private void endsWith(Runnable end) throws Exception {
        try (InputStream events = surfer.open("/console/ns/default/changes")) {
            assertThat(events.read()).isPositive();
            CompletableFuture<String> rest = CompletableFuture.supplyAsync(() -> text(events));
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(4)).until(() -> !rest.isDone());

            end.run();

            assertThat(rest.get(5, TimeUnit.SECONDS)).contains("ready");
        }
    }

    private static String text(InputStream input) {
        try {
            return new String(input.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoComesBackToAnotherServerIsLetInAtBoth() {
        List<String> arguments = Stream.concat(
                        Stream.of(
                                "server.port=0",
                                "management.server.port=0",
                                "spring.datasource.url=" + environment.getProperty("spring.datasource.url"),
                                "spring.datasource.username=postgres",
                                "kagzi.security.enabled=true"),
                        properties().entrySet().stream().map(property -> property.getKey() + "=" + property.getValue()))
                .map(property -> "--" + property)
                .collect(Collectors.toList());
        try (ConfigurableApplicationContext other = new SpringApplicationBuilder(
                        KagziServerApplication.class, ServerClient.class)
                .run(arguments.toArray(String[]::new))) {
            String there =
                    "http://127.0.0.1:" + other.getBean(ServerClient.class).port();

            String approved = choice(begin("/console"), "approve");
            Answer signedIn = surfer.get(approved.replace("http://127.0.0.1:" + server.port(), there));

            assertThat(signedIn.status()).as(signedIn.body()).isEqualTo(200);
            assertThat(surfer.get(there + "/console/ns/default/runs").status()).isEqualTo(200);
            assertThat(surfer.get("/console/ns/default/runs").status()).isEqualTo(200);
        }
    }
}
