package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.maintenance.OldAuditRemover;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ApiOperation;
import dev.kagzi.server.test.OwnNamespace;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@ServerTest
@TestPropertySource(
        properties = {"kagzi.security.enabled=true", "kagzi.bootstrap.admin-key=" + KeyIntegrationTests.ADMIN})
class AuditIntegrationTests {

    private static final String AUDIT = "/api/v1/audit";

    /** As often as there is work to do. */
    private static final Set<String> UNAUDITED = Set.of("startRun", "startRuns", "publishEvent", "publishEvents");

    /** Of keys and namespaces, for those who may see them all. */
    private static final Set<String> ABOVE_NAMESPACES = Set.of("Keys", "Namespaces");

    @Autowired
    private ServerClient server;

    @Autowired
    private OldAuditRemover remover;

    @Autowired
    private DatabaseClock clock;

    @Autowired
    private JdbcClient jdbc;

    private OwnNamespace own;

    @BeforeEach
    void newNamespace() {
        own = new OwnNamespace(server, KeyIntegrationTests.ADMIN);
    }

    static Stream<ApiOperation> operations() {
        return ApiOperation.all().stream()
                .filter(operation -> !operation.roles().isEmpty());
    }

    private static boolean isAudited(ApiOperation operation) {
        return !operation.method().equals("GET")
                && !operation.path().startsWith("/api/v1/worker/")
                && !UNAUDITED.contains(operation.id());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whoHasAskedForAChangeIsWrittenDown(ApiOperation operation) {
        own.ask(operation, own.key("admin"));

        String secret =
                ABOVE_NAMESPACES.contains(operation.described().at("/tags/0").asString())
                        ? KeyIntegrationTests.ADMIN
                        : own.key("admin");
        List<JsonNode> entries = entries(secret).stream()
                .filter(entry -> entry.path("keyName").asString("").equals(own.canary()))
                .toList();
        if (isAudited(operation)) {
            assertThat(entries).hasSize(1);
            assertThat(entries.get(0).path("operation").asString()).isEqualTo(operation.id());
            assertThat(entries.get(0).path("target").asString()).startsWith(operation.method() + " /api/v1/");
            assertThat(entries.get(0).path("address").asString()).isEqualTo("127.0.0.1");
            assertThat(entries.get(0).path("status").asInt()).isPositive();
        } else {
            assertThat(entries).isEmpty();
        }
    }

    @Test
    void alsoWhatWasRefused() {
        Answer answer = server.post(
                "/api/v1/runs/" + UUID.randomUUID() + "/cancel", "{}", "Authorization", "Bearer " + own.key("client"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(entries(own.key("admin")).get(0).path("status").asInt()).isEqualTo(404);
    }

    @Test
    void whatIsOfNoNamespaceIsForThoseWhoMaySeeThemAll() {
        Answer key = own.newKey("viewer", "");
        assertThat(entries(KeyIntegrationTests.ADMIN))
                .anySatisfy(
                        entry -> assertThat(entry.path("operation").asString()).isEqualTo("createKey"));
        assertThat(entries(own.key("admin")))
                .noneSatisfy(
                        entry -> assertThat(entry.path("operation").asString()).isEqualTo("createKey"));
        assertThat(jdbc.sql("SELECT string_agg(a::text, '') FROM kagzi.audit a")
                        .query(String.class)
                        .single())
                .doesNotContain(key.text("/secret"));
    }

    @Test
    void entriesAreKeptForAsLongAsIsSaid() {
        int before = entries(own.key("admin")).size();
        assertThat(before).isPositive();
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofDays(89));
            remover.runOnce();
            assertThat(entries(own.key("admin"))).hasSize(before);
            moved.advance(Duration.ofDays(2));
            while (remover.runOnce() > 0) {
                // A batch at a time.
            }
            assertThat(jdbc.sql("SELECT count(*) FROM kagzi.audit WHERE key_name = :name")
                            .param("name", own.canary())
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    /** Each with its status, which is noted after the answer has been sent. */
    private List<JsonNode> entries(String secret) {
        return await().until(() -> read(secret), found -> found.stream().allMatch(entry -> entry.has("status")));
    }

    private List<JsonNode> read(String secret) {
        Answer page = server.get(AUDIT + "?limit=200", "Authorization", "Bearer " + secret);
        assertThat(page.status()).as(page.body()).isEqualTo(200);
        return StreamSupport.stream(page.json().path("items").spliterator(), false)
                .toList();
    }
}
