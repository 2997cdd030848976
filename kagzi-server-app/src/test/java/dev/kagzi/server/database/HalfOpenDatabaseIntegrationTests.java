package dev.kagzi.server.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.test.Answer;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A network that swallows everything: no connection breaks, and none answers. */
class HalfOpenDatabaseIntegrationTests {

    private static final Duration BOUND = Duration.ofSeconds(15);

    private FreezingProxy proxy;
    private ConfigurableApplicationContext server;
    private ServerClient client;

    @BeforeEach
    void start() throws IOException {
        String url = TestDatabase.newUrl();
        URI database = URI.create(url.replaceFirst("^jdbc:", ""));
        proxy = new FreezingProxy(database.getPort());
        server = new SpringApplicationBuilder(KagziServerApplication.class, ServerClient.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--spring.datasource.url="
                                + url.replace(":" + database.getPort() + "/", ":" + proxy.port() + "/"),
                        "--spring.datasource.username=postgres",
                        "--spring.datasource.hikari.data-source-properties.socketTimeout=3");
        client = server.getBean(ServerClient.class);
    }

    @AfterEach
    void stop() {
        proxy.freeze(false);
        server.close();
        proxy.close();
    }

    @Test
    void isNoticedInBoundedTimeAndLeftBehind() {
        assertThat(readiness().status()).isEqualTo(200);
        proxy.freeze(true);
        long frozen = System.nanoTime();
        Awaitility.await().atMost(BOUND).until(() -> readiness().status() == 503);
        assertThat(readiness().body())
                .isEqualTo("{\"components\":{\"db\":{\"status\":\"DOWN\"},\"readinessState\":{\"status\":\"UP\"}},"
                        + "\"status\":\"DOWN\"}");
        assertThat(liveness().status()).isEqualTo(200);
        Answer list = client.get("/api/v1/runs");
        assertThat(list.status()).isEqualTo(503);
        assertThat(list.text("/code")).isEqualTo("UNAVAILABLE");
        assertThat(Duration.ofNanos(System.nanoTime() - frozen)).isLessThan(BOUND);

        proxy.freeze(false);
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> readiness().status() == 200
                        && client.get("/api/v1/runs").status() == 200);
    }

    private Answer readiness() {
        return get("/actuator/health/readiness");
    }

    private Answer liveness() {
        return get("/actuator/health/liveness");
    }

    private Answer get(String path) {
        return client.send(client.managementPort(), "GET", path, BodyPublishers.noBody());
    }
}
