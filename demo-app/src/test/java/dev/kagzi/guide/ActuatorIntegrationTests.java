package dev.kagzi.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.client.KagziClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a web application with actuator shows of Kagzi, asked over HTTP, with the packaged server. */
class ActuatorIntegrationTests {

    private static final String READINESS = "/actuator/health/readiness";
    private static final String OPT_IN = "--management.endpoint.health.group.readiness.include=readinessState, kagzi";
    private static final String AWAY = "http://localhost:1";

    @TempDir
    static Path directory;

    private static PackagedServer server;

    private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

    @BeforeAll
    static void startServer() throws IOException {
        server = new PackagedServer(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void closeApplications() {
        applications.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void probesDoNotDependOnTheServerUnlessTheyAreToldTo() {
        ConfigurableApplicationContext application = application();

        await().atMost(PackagedServer.PATIENCE)
                .until(() -> json(get(application, "/actuator/health"))
                        .at("/components/kagzi/status")
                        .asString()
                        .equals("UP"));
        HealthEndpointGroups groups = application.getBean(HealthEndpointGroups.class);
        assertThat(groups.get("liveness").isMember("livenessState")).isTrue();
        assertThat(groups.get("liveness").isMember("kagzi")).isFalse();
        assertThat(groups.get("readiness").isMember("kagzi")).isFalse();
        assertThat(get(application, READINESS).statusCode()).isEqualTo(200);
        assertThat(json(get(application(OPT_IN), READINESS)).path("components").propertyNames())
                .containsExactlyInAnyOrder("readinessState", "kagzi");
    }

    @Test
    void readinessWithKagziGivesAServerThatIsAwayAMinute() {
        JsonNode readiness = json(get(applicationAt(AWAY, OPT_IN), READINESS));

        assertThat(readiness.path("status").asString()).isEqualTo("UP");
        assertThat(readiness.at("/components/kagzi/status").asString()).isEqualTo("UNKNOWN");
    }

    @Test
    void readinessWithKagziIsThereWithoutAWorker() {
        JsonNode readiness = json(get(applicationAt(AWAY, OPT_IN, "--kagzi.worker.enabled=false"), READINESS));

        assertThat(readiness.path("status").asString()).isEqualTo("UP");
        assertThat(readiness.at("/components/kagzi/status").asString()).isEqualTo("UNKNOWN");
        assertThat(readiness.at("/components/kagzi/details/worker").asString()).isEqualTo("off");
    }

    @Test
    void theEndpointShowsTheWorkerAndPausesIt() {
        ConfigurableApplicationContext application = application();
        await().atMost(PackagedServer.PATIENCE)
                .until(() -> json(get(application, "/actuator/kagzi"))
                        .at("/worker/clockSkew")
                        .isString());

        JsonNode shown = json(get(application, "/actuator/kagzi"));
        assertThat(shown.at("/worker/state").asString()).isEqualTo("RUNNING");
        assertThat(shown.at("/worker/slots").asInt()).isEqualTo(100);
        assertThat(shown.at("/worker/lastAnswerAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(shown.at("/worker/clockSkew").asString()).startsWith("PT");
        assertThat(shown.at("/worker/workflows/stamp/0").asInt()).isEqualTo(1);
        assertThat(shown.at("/workflows/0/name").asString()).isEqualTo("stamp");
        assertThat(shown.at("/workflows/0/steps/press/maxAttempts/value").asString())
                .isEqualTo("7");

        HttpResponse<String> paused = tell(application, "{\"action\":\"pause\"}");
        assertThat(paused.statusCode()).isEqualTo(200);
        assertThat(json(paused).path("state").asString()).isEqualTo("PAUSED");
        assertThat(json(tell(application, "{\"action\":\"resume\"}"))
                        .path("state")
                        .asString())
                .isEqualTo("RUNNING");
        assertThat(tell(application, "{\"action\":\"explode\"}").statusCode()).isEqualTo(400);
        assertThat(tell(application, "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void runsAttemptsAndRequestsAreTimers() {
        ConfigurableApplicationContext application = application();
        MeterRegistry meters = application.getBean(MeterRegistry.class);

        application
                .getBean(KagziClient.class)
                .start(StampWorkflow::stamp, "letter")
                .send()
                .result(PackagedServer.PATIENCE);

        await().atMost(PackagedServer.PATIENCE)
                .until(() -> meters.find("kagzi.run").timer() != null);
        assertThat(meters.get("kagzi.run")
                        .tags("kagzi.workflow", "stamp", "kagzi.outcome", "completed")
                        .timer())
                .returns(1L, Timer::count);
        assertThat(meters.get("kagzi.step").tag("kagzi.step", "press").timer()).returns(1L, Timer::count);
        assertThat(meters.get("kagzi.client")
                        .tags("kagzi.operation", "start", "kagzi.outcome", "success")
                        .timer())
                .returns(1L, Timer::count);
    }

    private ConfigurableApplicationContext application(String... arguments) {
        return applicationAt(server.url(), arguments);
    }

    private ConfigurableApplicationContext applicationAt(String kagziUrl, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--spring.config.name=actuator",
                "--server.port=0",
                "--kagzi.url=" + kagziUrl,
                "--management.endpoints.web.exposure.include=health, kagzi",
                "--management.endpoint.health.show-details=always"));
        all.addAll(List.of(arguments));
        ConfigurableApplicationContext application =
                new SpringApplicationBuilder(Application.class).run(all.toArray(String[]::new));
        applications.add(application);
        return application;
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String path) {
        return PackagedServer.send(request(application, path));
    }

    private static HttpResponse<String> tell(ConfigurableApplicationContext application, String body) {
        return PackagedServer.send(request(application, "/actuator/kagzi")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(ConfigurableApplicationContext application, String path) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    @EnableAutoConfiguration
    @Import(StampWorkflow.class)
    static class Application {}

    @Workflow
    public static class StampWorkflow {

        public String stamp(String letter) {
            return press(letter);
        }

        @Step(maxAttempts = 7)
        String press(String letter) {
            return letter + ", stamped";
        }
    }
}
