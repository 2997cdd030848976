package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ApiOperation;
import dev.kagzi.server.test.OwnNamespace;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Every operation of the API, as its document describes it: who gets what, and who gets nothing. */
@Tag("slow")
@ServerTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {"kagzi.security.enabled=true", "kagzi.bootstrap.admin-key=" + KeyIntegrationTests.ADMIN})
class EveryOperationIntegrationTests {

    private static final List<String> ROLES = List.of("worker", "client", "viewer", "admin");

    /** Is for keys of all namespaces. */
    private static final String CREATE_NAMESPACE = "createNamespace";

    /** Where nothing is told, since what is not there is gone already; and what shows that it is still there. */
    private static final Map<String, String> SEEN_BY = Map.of("revokeKey", "getKey", "closeSession", "getWorker");

    @Autowired
    private ServerClient server;

    @Autowired
    private KnownKeys known;

    @Autowired
    private JdbcClient jdbc;

    private OwnNamespace other;

    static Stream<ApiOperation> operations() {
        return ApiOperation.all().stream();
    }

    static Stream<ApiOperation> guarded() {
        return operations().filter(operation -> !operation.roles().isEmpty());
    }

    static Stream<ApiOperation> ofOneThing() {
        return guarded().filter(operation -> operation.path().contains("{"));
    }

    private OwnNamespace newNamespace() {
        return new OwnNamespace(server, KeyIntegrationTests.ADMIN);
    }

    /** What the log has of another's is what nobody was to see. */
    @AfterEach
    void nothingIsLogged(CapturedOutput output) {
        if (other != null) {
            assertThat(output.getAll()).doesNotContain(other.canary());
            assertThat(server.send(server.managementPort(), "GET", "/actuator/prometheus", BodyPublishers.noBody())
                            .body())
                    .contains("kagzi_server")
                    .doesNotContain(other.canary());
        }
    }

    @Test
    void onlyTheDocumentItselfIsForEverybody() {
        assertThat(operations().filter(operation -> operation.roles().isEmpty()).map(ApiOperation::id))
                .containsExactly("getOpenApi");
        assertThat(guarded()).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nobodyGetsAnythingWithoutAKeyThatIsTaken(ApiOperation operation) {
        OwnNamespace mine = newNamespace();
        Answer revoked = mine.newKey("admin", "");
        mine.revoke(revoked.text("/keyId"));
        Answer expired = mine.newKey("admin", ",'expiresAt':'2999-01-01T00:00:00Z'");
        jdbc.sql("UPDATE kagzi.api_key SET expires_at = '2020-01-01' WHERE key_id = :key::uuid")
                .param("key", expired.text("/keyId"))
                .update();
        known.look();

        for (String secret : List.of("", revoked.text("/secret"), expired.text("/secret"), "kgz_" + "B".repeat(43))) {
            Answer answer = mine.ask(operation, secret);
            assertThat(answer.status()).as(answer.body()).isEqualTo(401);
            assertThat(answer.text("/code")).isEqualTo("UNAUTHENTICATED");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"kagzi\"");
            assertThat(answer.toString()).doesNotContain(mine.canary());
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void eachRoleMayWhatTheDocumentSays(ApiOperation operation) {
        for (String role : ROLES) {
            OwnNamespace mine = newNamespace();
            Answer answer = mine.ask(operation, mine.key(role));
            if (!operation.roles().contains(role) || operation.id().equals(CREATE_NAMESPACE)) {
                assertThat(answer.status()).as(role + ": " + answer.body()).isEqualTo(403);
                assertThat(answer.text("/code")).isEqualTo("FORBIDDEN");
                assertThat(answer.toString()).doesNotContain(mine.canary());
            } else {
                assertThat(answer.status()).as(role + ": " + answer.body()).isLessThan(300);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void whoeverMayDoItAllMayDoItInEveryNamespace(ApiOperation operation) {
        OwnNamespace mine = newNamespace();
        assertThat(mine.ask(operation, KeyIntegrationTests.ADMIN, "Kagzi-Namespace", mine.namespace())
                        .status())
                .isLessThan(300);
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nobodyGetsIntoAnotherNamespace(ApiOperation operation) {
        OwnNamespace mine = newNamespace();
        other = newNamespace();
        for (String role : operation.roles()) {
            Answer answer = other.ask(operation, mine.key(role), "Kagzi-Namespace", other.namespace());
            assertThat(answer.status()).as(role + ": " + answer.body()).isEqualTo(403);
            assertThat(answer.text("/code")).isEqualTo("FORBIDDEN");
            // Its name came with the request; the rest did not.
            assertThat(answer.toString().replace(other.namespace(), "")).doesNotContain(other.canary());
        }
    }

    @ParameterizedTest
    @MethodSource("ofOneThing")
    void whatIsAnothersIsNotThere(ApiOperation operation) {
        OwnNamespace mine = newNamespace();
        other = newNamespace();
        for (String role : operation.roles()) {
            Answer answer = other.ask(operation, mine.key(role));
            if (operation.path().startsWith("/api/v1/workflows")) {
                // Both have one of that name.
                assertThat(answer.toString()).doesNotContain(other.canary());
            } else if (SEEN_BY.containsKey(operation.id())) {
                assertThat(answer.status()).isEqualTo(204);
            } else if (operation.id().equals("report")) {
                assertThat(answer.text("/results/0/code")).isEqualTo("LEASE_LOST");
            } else {
                assertThat(answer.status()).as(role + ": " + answer.body()).isEqualTo(404);
            }
        }
        // It is as it was.
        String look = SEEN_BY.getOrDefault(operation.id(), operation.id());
        ApiOperation seen =
                operations().filter(any -> any.id().equals(look)).findFirst().orElseThrow();
        Answer done = other.ask(seen, KeyIntegrationTests.ADMIN, "Kagzi-Namespace", other.namespace());
        assertThat(done.status()).as(done.body()).isLessThan(300);
        if (operation.id().equals("report")) {
            assertThat(done.json().at("/results/0/ok").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nothingOfAnothersIsInAnAnswer(ApiOperation operation) {
        OwnNamespace mine = newNamespace();
        other = newNamespace();
        for (String role : operation.roles()) {
            Answer answer = mine.ask(operation, mine.key(role));
            assertThat(answer.body()).doesNotContain(other.canary());
            assertThat(answer.headers().toString()).doesNotContain(other.canary());
        }
    }
}
