package dev.kagzi.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.kagzi.Workflow;
import dev.kagzi.autoconfigure.metrics.KagziObservationAutoConfiguration;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.ScriptedServer;
import dev.kagzi.transport.Threads;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class KagziClientAutoConfigurationTests {

    private static final String RUN = """
            {"runId":"019a0000-0000-7000-8000-000000000001","workflow":"ping","status":"PENDING","attempt":1,"priority":0,
             "tags":{},"createdAt":"2026-11-01T00:00:00Z","created":true}""";

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    JacksonAutoConfiguration.class,
                    KagziDefinitionAutoConfiguration.class,
                    KagziConnectionAutoConfiguration.class,
                    KagziClientAutoConfiguration.class));

    @Test
    void needsNoPropertyAndNoServerToStart() {
        contexts.run(context -> {
            assertThat(context).hasSingleBean(KagziClient.class).hasSingleBean(RunsApi.class);
            ConnectionSettings settings = context.getBean(ConnectionSettings.class);
            assertThat(settings.url()).hasToString("http://localhost:7070");
            assertThat(settings.namespace()).isNull();
        });
    }

    @Test
    void worksWithoutWorker() {
        try (ScriptedServer server = started()) {
            contexts.withPropertyValues(
                            "kagzi.worker.enabled=false", "kagzi.url=" + server.url() + "/", "kagzi.namespace=shop")
                    .run(context -> context.getBean(KagziClient.class)
                            .start(PingWorkflow::ping, new Ping("hello"))
                            .send());
            assertThat(server.received().get(0).namespace()).isEqualTo("shop");
            assertThat(server.received().get(0).line()).isEqualTo("POST /api/v1/runs");
            assertThat(server.received().get(0).body())
                    .contains("\"workflow\":\"ping\"", "\"input\":{\"firstWord\":\"hello\"}");
        }
    }

    @Test
    void startsWorkflowsOfTheApplicationUnderTheirConfiguredNames() {
        try (ScriptedServer server = started()) {
            contexts.withPropertyValues("kagzi.url=" + server.url(), "ping.name=pong")
                    .withBean(NamedWorkflow.class)
                    .run(context -> context.getBean(KagziClient.class)
                            .start(NamedWorkflow::ping)
                            .send());
            assertThat(server.received().get(0).body()).contains("\"workflow\":\"pong\"");
        }
    }

    @Test
    void backsOffWhenUserDefinesClient() {
        contexts.withUserConfiguration(OwnClient.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(KagziClient.class)
                        .doesNotHaveBean(ServerKagziClient.class)
                        .doesNotHaveBean(Outbox.class)
                        .doesNotHaveBean(RunsApi.class));
    }

    @Test
    void writesPayloadsWithTheApplicationsMapper() {
        contexts.withPropertyValues("spring.jackson.property-naming-strategy=SNAKE_CASE")
                .run(context -> assertThat(context.getBean(PayloadMapper.class).write(new Ping("a")))
                        .hasToString("{\"first_word\":\"a\"}"));
    }

    @Test
    void prefersTheMapperNamedForKagzi() {
        contexts.withUserConfiguration(OwnMapper.class)
                .run(context -> assertThat(context.getBean(PayloadMapper.class).write(new Ping("a")))
                        .hasToString("{\"FirstWord\":\"a\"}"));
    }

    @Test
    void theMapperNamedForKagziTakesNothingFromTheApplicationsOwnWhenItIsNoDefaultCandidate() {
        contexts.withUserConfiguration(OwnMapper.class)
                .run(context -> assertThat(context.getBean("jacksonJsonMapper", JsonMapper.class)
                                .writeValueAsString(new Ping("a")))
                        .isEqualTo("{\"firstWord\":\"a\"}"));
    }

    @Test
    void failsOnAnAddressThatIsNone() {
        contexts.withPropertyValues("kagzi.url=localhost:7070")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessageContaining("kagzi.url is 'localhost:7070'"));
    }

    @Test
    @Timeout(60)
    void startsThatMeetShareARequest() {
        assertThat(linesOfFourStarts(contexts))
                .contains("POST /api/v1/runs/batch")
                .hasSize(3);
    }

    @Test
    @Timeout(60)
    void startsThatMeetShareARequestWithObservation() {
        assertThat(linesOfFourStarts(
                        contexts.withConfiguration(AutoConfigurations.of(KagziObservationAutoConfiguration.class))
                                .withBean(ObservationRegistry.class, ObservationRegistry::create)))
                .contains("POST /api/v1/runs/batch")
                .hasSize(3);
    }

    @Test
    @Timeout(60)
    void startsThatMeetKeepTheirThreadsWhereACustomizerMayGoByThem() {
        assertThat(linesOfFourStarts(contexts.withBean(KagziClientCustomizer.class, () -> client -> {})))
                .hasSize(4)
                .containsOnly("POST /api/v1/runs");
    }

    /** Four threads ask for one start each while nobody gets an answer. */
    private static List<String> linesOfFourStarts(ApplicationContextRunner contexts) {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer()) {
            server.answer(exchange -> {
                        awaitOpen(first);
                        ScriptedServer.respond(exchange, 201, "application/json", RUN);
                    })
                    .answer(exchange -> {
                        boolean together = exchange.getRequestURI().getPath().endsWith("/batch");
                        awaitOpen(others);
                        String results = "{\"results\":[{\"run\":%1$s},{\"run\":%1$s}]}".formatted(RUN);
                        ScriptedServer.respond(exchange, 200, "application/json", together ? results : RUN);
                    });
            contexts.withPropertyValues("kagzi.url=" + server.url()).run(context -> {
                KagziClient kagzi = context.getBean(KagziClient.class);
                try (Threads threads = new Threads()) {
                    for (int i = 0; i < 4; i++) {
                        threads.submit(() -> kagzi.start(PingWorkflow::ping, new Ping("hello"))
                                .send());
                        int atLeast = Math.min(i + 1, 2);
                        Awaitility.await().until(() -> server.received().size() >= atLeast && threads.allWait());
                    }
                    first.countDown();
                    Awaitility.await().until(() -> server.received().size() >= 3);
                    others.countDown();
                }
            });
            return server.received().stream().map(ScriptedServer.Received::line).toList();
        }
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ScriptedServer started() {
        return new ScriptedServer().answer(201, RUN);
    }

    record Ping(String firstWord) {}

    @Workflow
    static class PingWorkflow {

        public String ping(Ping ping) {
            return ping.firstWord();
        }
    }

    static class NamedWorkflow {

        @Workflow(name = "${ping.name}")
        public void ping() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnClient {

        @Bean
        KagziClient ownClient() {
            return mock();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnMapper {

        @Bean(defaultCandidate = false)
        JsonMapper kagziJsonMapper() {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                    .build();
        }
    }
}
