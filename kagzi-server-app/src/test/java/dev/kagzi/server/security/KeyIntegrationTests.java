package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** With keys switched on: who gets in, where to, and for how long. */
@ServerTest
@TestPropertySource(
        properties = {"kagzi.security.enabled=true", "kagzi.bootstrap.admin-key=" + KeyIntegrationTests.ADMIN})
class KeyIntegrationTests {

    static final String ADMIN = "kgz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static final String KEYS = "/api/v1/keys";
    private static final String RUNS = "/api/v1/runs";

    @Autowired
    private ServerClient server;

    @Autowired
    private KnownKeys known;

    @Autowired
    private Keys keys;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private JdbcClient jdbc;

    private String mine;
    private String others;

    @BeforeEach
    void newNamespaces() {
        mine = newNamespace();
        others = newNamespace();
    }

    @ParameterizedTest
    @ValueSource(strings = {RUNS, KEYS, "/api/v1/info", "/api/v1/namespaces", "/api/v1/nothing", "/nothing"})
    void nobodyGetsInWithoutAKey(String path) {
        unauthenticated(server.get(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer kgz_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
                "Bearer kgz_",
                "Bearer",
                "Basic QTpC",
                "kgz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            })
    void nobodyGetsInWithAnythingElse(String header) {
        unauthenticated(server.get(RUNS, "Authorization", header));
        // Not even where none is needed: whoever sends one wants it to count.
        unauthenticated(server.get("/api/v1/openapi.json", "Authorization", header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/openapi.json", "/problems/run-not-found"})
    void whatTheApiIsLikeIsForEverybody(String path) {
        assertThat(server.get(path).status()).isEqualTo(200);
    }

    @Test
    void secretIsShownOnceAndStoredNowhere() {
        Answer created = create(mine, "client", "");
        String secret = created.text("/secret");
        assertThat(Secret.of(secret)).isPresent();
        assertThat(created.header("Location")).isEqualTo(KEYS + "/" + created.text("/keyId"));

        Answer shown = admin("GET", KEYS + "/" + created.text("/keyId"), "");
        assertThat(shown.json().has("secret")).isFalse();
        assertThat(shown.text("/namespaces/0")).isEqualTo(mine);
        assertThat(shown.text("/roles/0")).isEqualTo("client");
        String neighbour = create(mine, "admin", "").text("/secret");
        assertThat(server.get(KEYS, bearer(neighbour)).body())
                .contains(created.text("/keyId"))
                .doesNotContain(secret);
        assertThat(jdbc.sql(
                                "SELECT string_agg(k::text || s::text, '') FROM kagzi.api_key k JOIN kagzi.api_key_secret s USING (key_id)")
                        .query(String.class)
                        .single())
                .doesNotContain(secret);
    }

    @Test
    void aNamespaceHasAThousandKeysAtMost() {
        jdbc.sql("""
                        INSERT INTO kagzi.api_key (key_id, name, namespaces, roles, created_at)
                        SELECT gen_random_uuid(), 'filler', ARRAY[:mine], ARRAY['VIEWER'], clock_timestamp()
                          FROM generate_series(1, 999)
                        """).param("mine", mine).update();
        String last = create(mine, "viewer", "").text("/keyId");

        Answer refused = server.post(
                KEYS,
                "{\"name\":\"more\",\"namespaces\":[\"%s\"],\"roles\":[\"viewer\"]}".formatted(mine),
                bearer(ADMIN));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/errors/0/pointer")).isEqualTo("/namespaces");

        assertThat(admin("DELETE", KEYS + "/" + last, "").status()).isEqualTo(204);
        create(mine, "viewer", "");
        jdbc.sql("DELETE FROM kagzi.api_key WHERE name = 'filler'").update();
    }

    @Test
    void aKeyThatHasExpiredLongAgoIsRemovedWhenAnotherIsMade() {
        String old = create(mine, "viewer", "").text("/keyId");
        String expired = create(mine, "viewer", "").text("/keyId");
        expire(old, 31);
        expire(expired, 29);

        create(mine, "viewer", "");

        assertThat(admin("GET", KEYS + "/" + old, "").text("/code")).isEqualTo("KEY_NOT_FOUND");
        assertThat(admin("GET", KEYS + "/" + expired, "").status()).isEqualTo(200);
        assertThat(jdbc.sql("SELECT count(*) FROM kagzi.api_key_secret WHERE key_id = :key")
                        .param("key", UUID.fromString(old))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private void expire(String keyId, int daysAgo) {
        jdbc.sql(
                        "UPDATE kagzi.api_key SET expires_at = clock_timestamp() - make_interval(days => :days) WHERE key_id = :key")
                .param("days", daysAgo)
                .param("key", UUID.fromString(keyId))
                .update();
    }

    @Test
    void aRepeatWithTheSameIdempotencyKeyFindsTheKeyButNotItsSecret() {
        String[] headers = bearer(ADMIN, "Idempotency-Key", UUID.randomUUID().toString());
        String body = "{\"name\":\"shop\",\"namespaces\":[\"%s\"],\"roles\":[\"client\"]}".formatted(mine);
        Answer first = server.post(KEYS, body, headers);
        Answer second = server.post(KEYS, body, headers);

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text("/keyId")).isEqualTo(first.text("/keyId"));
        assertThat(second.json().has("secret")).isFalse();
        assertThat(jdbc.sql("SELECT string_agg(k::text, '') FROM kagzi.idempotency k")
                        .query(String.class)
                        .single())
                .doesNotContain(first.text("/secret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':'','namespaces':['default'],'roles':['client']} | /name",
                "{'name':'n','namespaces':[],'roles':['client']} | /namespaces",
                "{'name':'n','namespaces':['nobody'],'roles':['client']} | /namespaces/0",
                "{'name':'n','namespaces':['default','default'],'roles':['client']} | /namespaces",
                "{'name':'n','namespaces':['default'],'roles':[]} | /roles",
                "{'name':'n','namespaces':['default'],'roles':['client'],'expiresAt':'2020-01-01T00:00:00Z'} | /expiresAt",
            })
    void refusesKeysThatCannotBe(String body, String pointer) {
        Answer answer = admin("POST", KEYS, body.replace('\'', '"'));
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.text("/errors/0/pointer")).isEqualTo(pointer);
    }

    @ParameterizedTest
    @CsvSource({
        "worker, GET, /runs, 403",
        "worker, POST, /runs, 403",
        "worker, POST, /worker/sessions, 400",
        "worker, GET, /info, 200",
        "viewer, GET, /runs, 200",
        "viewer, GET, /stats, 200",
        "viewer, POST, /runs, 403",
        "viewer, POST, /worker/sessions, 403",
        "viewer, GET, /keys, 403",
        "client, GET, /runs, 200",
        "client, POST, /runs, 400",
        "client, POST, /events, 400",
        "client, POST, /worker/sessions, 403",
        "client, PUT, /workflows/order/limits, 403",
        "client, POST, /namespaces, 403",
        "client, DELETE, /keys/00000000-0000-7000-8000-000000000000, 403",
        "admin, GET, /runs, 200",
        "admin, POST, /runs, 400",
        "admin, POST, /worker/sessions, 400",
        "admin, GET, /keys, 200",
        "admin, GET, /nothing, 403",
    })
    void aRoleAllowsWhatItIsForAndNothingElse(String role, String method, String path, int status) {
        String secret = create(mine, role, "").text("/secret");
        assertThat(server.send(
                                method,
                                "/api/v1" + path,
                                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("[]"),
                                bearer(secret, "Content-Type", "application/json"))
                        .status())
                .isEqualTo(status);
    }

    @Test
    void theNamespaceIsThatOfTheKey() {
        String secret = create(mine, "admin", "").text("/secret");
        String runId = start(secret);

        assertThat(server.get(RUNS + "/" + runId, bearer(ADMIN, "Kagzi-Namespace", mine))
                        .status())
                .isEqualTo(200);
        assertThat(server.get(RUNS + "/" + runId, bearer(ADMIN, "Kagzi-Namespace", others))
                        .status())
                .isEqualTo(404);
        assertThat(server.get(
                                RUNS + "/" + runId,
                                bearer(create(others, "viewer", "").text("/secret")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void anotherNamespaceIsForKeysThatAreForIt() {
        String secret = create(mine, "viewer", "").text("/secret");
        forbidden(server.get(RUNS, bearer(secret, "Kagzi-Namespace", others)));
        forbidden(server.get(RUNS, bearer(secret, "Kagzi-Namespace", "nobody")));
        assertThat(server.get(RUNS, bearer(secret, "Kagzi-Namespace", mine)).status())
                .isEqualTo(200);

        String both = create(mine + "\",\"" + others, "viewer", "").text("/secret");
        assertThat(server.get(RUNS, bearer(both, "Kagzi-Namespace", others)).status())
                .isEqualTo(200);
        assertThat(server.get(RUNS, bearer(ADMIN, "Kagzi-Namespace", "nobody")).text("/code"))
                .isEqualTo("NAMESPACE_UNKNOWN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"others", "*", "nobody"})
    void aKeyMakesNoneThatReachesFurther(String namespace) {
        String secret = create(mine, "admin", "").text("/secret");
        String name = namespace.equals("others") ? others : namespace;
        forbidden(server.post(
                KEYS,
                "{\"name\":\"n\",\"namespaces\":[\"%s\",\"%s\"],\"roles\":[\"viewer\"]}".formatted(mine, name),
                bearer(secret)));
        forbidden(server.post("/api/v1/namespaces", "{\"name\":\"%s-2\"}".formatted(mine), bearer(secret)));
    }

    @Test
    void aKeyForOneNamespaceSeesAndChangesOnlyWhatIsOfIt() {
        String secret = create(mine, "admin", "").text("/secret");
        String wide = create(mine + "\",\"" + others, "viewer", "").text("/keyId");
        String another = create(others, "viewer", "").text("/keyId");

        assertThat(server.get("/api/v1/namespaces", bearer(secret)).json().path("items"))
                .extracting(item -> item.path("name").asString())
                .containsExactly(mine);
        assertThat(server.get(KEYS + "?limit=200", bearer(secret)).json().path("items"))
                .allSatisfy(
                        key -> assertThat(key.at("/namespaces/0").asString()).isEqualTo(mine))
                .extracting(key -> key.path("keyId").asString())
                .doesNotContain(wide, another)
                .isNotEmpty();
        for (String keyId : new String[] {wide, another}) {
            assertThat(server.get(KEYS + "/" + keyId, bearer(secret)).status()).isEqualTo(404);
            assertThat(server.post(KEYS + "/" + keyId + "/rotate", "{}", bearer(secret))
                            .status())
                    .isEqualTo(404);
            assertThat(server.send("DELETE", KEYS + "/" + keyId, BodyPublishers.noBody(), bearer(secret))
                            .status())
                    .isEqualTo(204);
            assertThat(admin("GET", KEYS + "/" + keyId, "").status()).isEqualTo(200);
        }
        assertThat(server.post("/api/v1/namespaces/" + others + "/disable", "{}", bearer(secret))
                        .status())
                .isEqualTo(404);
        assertThat(server.post("/api/v1/namespaces/" + mine + "/disable", "{}", bearer(secret))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anExpiredKeyIsRefused() {
        Answer created = create(
                mine, "viewer", ",\"expiresAt\":\"%s\"".formatted(clock.now().plus(Duration.ofMinutes(1))));
        String secret = created.text("/secret");
        assertThat(server.get(RUNS, bearer(secret)).status()).isEqualTo(200);

        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofMinutes(2));
            known.look();
            unauthenticated(server.get(RUNS, bearer(secret)));
        }
        known.look();
    }

    @Test
    void aRotatedKeyHasBothSecretsForAsLongAsIsSaid() {
        Answer created = create(mine, "viewer", "");
        String old = created.text("/secret");
        Answer rotated = admin("POST", KEYS + "/" + created.text("/keyId") + "/rotate", "{\"keepOldFor\":\"1m\"}");
        assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
        String fresh = rotated.text("/secret");
        assertThat(fresh).isNotEqualTo(old);
        assertThat(server.get(RUNS, bearer(old)).status()).isEqualTo(200);
        assertThat(server.get(RUNS, bearer(fresh)).status()).isEqualTo(200);

        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofMinutes(2));
            known.look();
            unauthenticated(server.get(RUNS, bearer(old)));
            assertThat(server.get(RUNS, bearer(fresh)).status()).isEqualTo(200);
        }
        known.look();
    }

    @Test
    void withoutAnOverlapTheOldSecretIsRefusedAtOnce() {
        Answer created = create(mine, "viewer", "");
        Answer rotated = admin("POST", KEYS + "/" + created.text("/keyId") + "/rotate", "{}");
        unauthenticated(server.get(RUNS, bearer(created.text("/secret"))));
        assertThat(server.get(RUNS, bearer(rotated.text("/secret"))).status()).isEqualTo(200);
        assertThat(admin("POST", KEYS + "/" + created.text("/keyId") + "/rotate", "{\"keepOldFor\":\"31d\"}")
                        .text("/errors/0/pointer"))
                .isEqualTo("/keepOldFor");
    }

    @Test
    void aRevokedKeyIsRefusedAndWhatIsOpenWithItEnds() throws Exception {
        Answer created = create(mine, "admin", "");
        String secret = created.text("/secret");
        String runId = start(secret);
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(
                () -> server.get(RUNS + "/" + runId + "/result?wait=50s", bearer(secret)));
        Awaitility.await()
                .until(() -> known.isStillTaken(UUID.fromString(created.text("/keyId")), new Secret(secret).hash()));

        for (int i = 0; i < 2; i++) {
            assertThat(admin("DELETE", KEYS + "/" + created.text("/keyId"), "").status())
                    .isEqualTo(204);
        }
        unauthenticated(server.get(RUNS, bearer(secret)));
        unauthenticated(waiting.get(5, TimeUnit.SECONDS));
        assertThat(admin("GET", KEYS + "/" + created.text("/keyId"), "").text("/code"))
                .isEqualTo("KEY_NOT_FOUND");
    }

    @Test
    void aPollOfARevokedKeyEnds() throws Exception {
        Answer created = create(mine, "worker", "");
        String secret = created.text("/secret");
        String workerId = server.post(
                        "/api/v1/worker/sessions",
                        "{\"instanceId\":\"%s\",\"application\":\"test\",\"workflows\":[{\"name\":\"order\",\"version\":1}]}"
                                .formatted(UUID.randomUUID()),
                        bearer(secret))
                .text("/workerId");
        CompletableFuture<Answer> poll = CompletableFuture.supplyAsync(() -> server.post(
                "/api/v1/worker/sessions/" + workerId + "/poll",
                "{\"requestId\":1,\"free\":1,\"wait\":\"50s\",\"workflows\":[{\"name\":\"order\",\"versions\":[1],\"free\":1}]}",
                bearer(secret)));
        Awaitility.await()
                .until(() -> jdbc.sql("SELECT request_id FROM kagzi.worker WHERE worker_id = :worker")
                                .param("worker", UUID.fromString(workerId))
                                .query(Long.class)
                                .single()
                        == 1);

        admin("DELETE", KEYS + "/" + created.text("/keyId"), "");

        unauthenticated(poll.get(5, TimeUnit.SECONDS));
    }

    @Test
    void aStreamOfARevokedKeyEnds() throws Exception {
        Answer created = create(mine, "admin", "");
        String secret = created.text("/secret");
        URI stream = URI.create("http://127.0.0.1:%d%s/%s/stream".formatted(server.port(), RUNS, start(secret)));
        HttpRequest request = HttpRequest.newBuilder(stream)
                .header("Authorization", "Bearer " + secret)
                .build();
        try (InputStream events = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofInputStream())
                .body()) {
            assertThat(events.read()).isPositive();

            admin("DELETE", KEYS + "/" + created.text("/keyId"), "");

            String rest = CompletableFuture.supplyAsync(() -> text(events)).get(5, TimeUnit.SECONDS);
            assertThat(rest).contains("PENDING").doesNotContain("UNAUTHENTICATED");
        }
    }

    private static String text(InputStream input) {
        try {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aBootstrapKeyThatWasRevokedDoesNotComeBack() {
        Secret secret = Secret.random();
        keys.bootstrap(secret);
        assertThat(server.get(KEYS, bearer(secret.text())).status()).isEqualTo(200);
        UUID keyId = jdbc.sql("SELECT key_id FROM kagzi.api_key_secret WHERE secret_hash = :hash")
                .param("hash", secret.hash().array())
                .query(UUID.class)
                .single();
        assertThat(admin("DELETE", KEYS + "/" + keyId, "").status()).isEqualTo(204);

        // As the next start of a server with the same environment does.
        keys.bootstrap(secret);

        unauthenticated(server.get(KEYS, bearer(secret.text())));
    }

    @Test
    void aRepeatedRotationTakesNoSecretAwayThatWasToBeTaken() {
        Answer created = create(mine, "viewer", "");
        String path = KEYS + "/" + created.text("/keyId") + "/rotate";
        // Its answer is lost.
        admin("POST", path, "{\"keepOldFor\":\"1h\"}");
        String fresh = admin("POST", path, "{\"keepOldFor\":\"1h\"}").text("/secret");

        assertThat(server.get(RUNS, bearer(created.text("/secret"))).status()).isEqualTo(200);
        assertThat(server.get(RUNS, bearer(fresh)).status()).isEqualTo(200);
        admin("POST", path, "{}");
        unauthenticated(server.get(RUNS, bearer(created.text("/secret"))));
        unauthenticated(server.get(RUNS, bearer(fresh)));
    }

    @Test
    void manyRandomKeysDoNotKeepTheOthersWaiting() {
        for (int i = 0; i < 1_000; i++) {
            unauthenticated(server.get(RUNS, bearer(Secret.random().text())));
        }
        assertThat(server.get(RUNS, bearer(ADMIN)).status()).isEqualTo(200);
    }

    private String newNamespace() {
        String name = "test-" + UUID.randomUUID();
        assertThat(admin("POST", "/api/v1/namespaces", "{\"name\":\"%s\"}".formatted(name))
                        .status())
                .isEqualTo(201);
        return name;
    }

    private Answer create(String namespaces, String roles, String more) {
        String quoted =
                Stream.of(roles.split(" ")).map(role -> "\"" + role + "\"").collect(Collectors.joining(","));
        Answer answer = admin(
                "POST",
                KEYS,
                "{\"name\":\"shop\",\"namespaces\":[\"%s\"],\"roles\":[%s]%s}".formatted(namespaces, quoted, more));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    /** With an admin's key, which may be a worker's, too. */
    private String start(String secret) {
        assertThat(server.post(
                                "/api/v1/worker/sessions",
                                "{\"instanceId\":\"%s\",\"application\":\"test\",\"workflows\":[{\"name\":\"order\",\"version\":1}]}"
                                        .formatted(UUID.randomUUID()),
                                bearer(secret))
                        .status())
                .isEqualTo(201);
        Answer answer = server.post(RUNS, "{\"workflow\":\"order\"}", bearer(secret));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.text("/runId");
    }

    private Answer admin(String method, String path, String json) {
        return server.send(
                method,
                path,
                json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json),
                bearer(ADMIN, "Content-Type", "application/json"));
    }

    private static String[] bearer(String secret, String... more) {
        return Stream.concat(Stream.of("Authorization", "Bearer " + secret), Stream.of(more))
                .toArray(String[]::new);
    }

    private static void unauthenticated(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
        assertThat(answer.text("/code")).isEqualTo("UNAUTHENTICATED");
    }

    private static void forbidden(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(403);
        assertThat(answer.text("/code")).isEqualTo("FORBIDDEN");
    }
}
