package dev.kagzi.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.kagzi.Workflow;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Outbox;
import dev.kagzi.client.ServerKagziClient;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.ConnectionSettings;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.ScriptedServer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class KagziClientAutoConfigurationTests {

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

    private static ScriptedServer started() {
        return new ScriptedServer().answer(201, """
                {"runId":"019a0000-0000-7000-8000-000000000001","workflow":"ping","status":"PENDING","attempt":1,"priority":0,
                 "tags":{},"createdAt":"2026-11-01T00:00:00Z","created":true}""");
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
