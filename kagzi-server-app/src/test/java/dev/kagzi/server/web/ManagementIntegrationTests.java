package dev.kagzi.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.DocumentTable;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@ServerTest
class ManagementIntegrationTests {

    @Autowired
    ServerClient client;

    @Autowired
    JdbcClient jdbc;

    @Test
    void healthHasThePartsOfTheReference() throws IOException {
        Answer health = management("/actuator/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.json().at("/components").propertyNames())
                .containsExactlyInAnyOrderElementsOf(
                        DocumentTable.of("reference/health-and-logs.md", "Health of the server")
                                .codes(0));
        assertThat(health.text("/components/db/details/postgresql")).isNotEmpty();
    }

    @Test
    void groupsLookAtWhatTheyAreFor() {
        assertThat(management("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(management("/actuator/health/readiness").body())
                .isEqualTo("{\"components\":{\"db\":{\"status\":\"UP\"},\"readinessState\":{\"status\":\"UP\"}},"
                        + "\"status\":\"UP\"}");
    }

    @Test
    void theApiPortHasProbesAndNothingElseOfActuator() {
        assertThat(client.get("/livez").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(client.get("/readyz").status()).isEqualTo(200);
        assertThat(client.get("/actuator/health").status()).isEqualTo(404);
    }

    /** They ask by its address, which no list of names has. */
    @ParameterizedTest
    @CsvSource({"/livez, 200", "/readyz, 200", "/livez/../api/v1/info, 403", "/api/v1/info, 403"})
    void loadBalancersAskForProbesAndNothingElse(String path, String status) throws IOException {
        String answer = client.raw(
                client.port(), "GET " + path + " HTTP/1.1\r\nHost: 10.0.0.7:7070\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status);
    }

    /** A build without a network makes none. */
    @Test
    void servesItsBillOfMaterials() {
        assumeThat(getClass().getResource("/META-INF/sbom/application.cdx.json"))
                .isNotNull();
        Answer sbom = management("/actuator/sbom/application");
        assertThat(sbom.status()).isEqualTo(200);
        assertThat(sbom.text("/bomFormat")).isEqualTo("CycloneDX");
        assertThat(sbom.body()).contains("pkg:maven/org.postgresql/postgresql@");
    }

    @Test
    void noStatementTakesForEver() {
        assertThat(jdbc.sql("SHOW statement_timeout").query(String.class).single())
                .isEqualTo("20s");
    }

    private Answer management(String path) {
        return client.send(client.managementPort(), "GET", path, BodyPublishers.noBody());
    }
}
