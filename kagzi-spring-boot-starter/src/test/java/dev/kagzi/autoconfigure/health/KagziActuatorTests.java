package dev.kagzi.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.actuate.KagziEndpoint;
import dev.kagzi.actuate.KagziEndpoint.Action;
import dev.kagzi.actuate.KagziHealthIndicator;
import dev.kagzi.autoconfigure.KagziClientAutoConfiguration;
import dev.kagzi.autoconfigure.KagziConnectionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziConnectionDetails;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import dev.kagzi.autoconfigure.KagziWorkerAutoConfiguration;
import dev.kagzi.worker.WorkerLifecycle;
import dev.kagzi.worker.WorkerStatus;
import dev.kagzi.worker.WorkerStatus.LastError;
import dev.kagzi.worker.WorkerStatus.State;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KagziActuatorTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    KagziConnectionAutoConfiguration.class,
                    KagziDefinitionAutoConfiguration.class,
                    KagziClientAutoConfiguration.class,
                    KagziWorkerAutoConfiguration.class,
                    KagziHealthAutoConfiguration.class,
                    KagziEndpointAutoConfiguration.class));

    @Workflow(timeout = "7d")
    static class OrderWorkflow {

        public String process(String order) {
            return charge(order);
        }

        @Step(maxAttempts = 5)
        String charge(String order) {
            return order;
        }
    }

    @Test
    void healthIsThereUnlessItIsSwitchedOff() {
        runner.run(context -> assertThat(context).hasSingleBean(KagziHealthIndicator.class));
        runner.withPropertyValues("management.health.kagzi.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(KagziHealthIndicator.class));
    }

    /** A group that includes it has to start in every deployment of an application. */
    @Test
    void healthIsThereWithoutAWorkerAndSaysSo() {
        runner.withPropertyValues("kagzi.worker.enabled=false", "kagzi.url=http://kagzi:7070/")
                .run(context -> {
                    Health health = context.getBean("kagziHealthIndicator", HealthIndicator.class)
                            .health();
                    assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
                    assertThat(health.getDetails())
                            .containsOnly(Map.entry("worker", "off"), Map.entry("url", "http://kagzi:7070"));
                });
    }

    @Test
    void healthAsksForTheAddressOfTheServerOnlyOnce() {
        AtomicInteger asked = new AtomicInteger();
        runner.withBean(KagziConnectionDetails.class, () -> () -> URI.create("http://kagzi:" + asked.incrementAndGet()))
                .run(context -> assertThat(context.getBean(KagziHealthIndicator.class)
                                .health()
                                .getDetails())
                        .containsEntry("url", "http://kagzi:1"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void theEndpointIsThereOnceItIsExposed() {
        runner.run(context -> assertThat(context).doesNotHaveBean(KagziEndpoint.class));
        runner.withPropertyValues("management.endpoints.web.exposure.include=kagzi")
                .withBean(OrderWorkflow.class)
                .run(context -> {
                    KagziEndpoint.Description shown =
                            context.getBean(KagziEndpoint.class).describe();
                    assertThat(shown.worker().slots()).isEqualTo(100);
                    KagziEndpoint.Workflow order = shown.workflows().get(0);
                    assertThat(order.name()).isEqualTo("order");
                    assertThat(order.settings().get("timeout").value()).isEqualTo("PT168H");
                    assertThat(order.settings().get("timeout").source()).contains("@Workflow(timeout)");
                    assertThat(order.steps().get("charge").get("maxAttempts").value())
                            .isEqualTo("5");
                    assertThat(order.steps().get("charge").get("backoff").source())
                            .isEqualTo("built-in");
                });
    }

    static class Warehouse {

        @Step
        void reserve(String order) {}

        @Step(timeout = "9s")
        void charge(String order) {}
    }

    @Test
    void theEndpointShowsTheStepsOfAllBeansByClassWhereTheyShareAName() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=kagzi",
                        "kagzi.workflows.order.steps.reserve.max-attempts=8")
                .withBean(OrderWorkflow.class)
                .withBean(Warehouse.class)
                .run(context -> {
                    KagziEndpoint.Workflow order = context.getBean(KagziEndpoint.class)
                            .describe()
                            .workflows()
                            .get(0);
                    String charge = OrderWorkflow.class.getName() + ".charge";
                    String other = Warehouse.class.getName() + ".charge";
                    assertThat(order.steps()).containsOnlyKeys("reserve", charge, other);
                    assertThat(order.steps().get("reserve").get("maxAttempts").value())
                            .isEqualTo("8");
                    assertThat(order.steps().get(charge).get("maxAttempts").value())
                            .isEqualTo("5");
                    assertThat(order.steps().get(other).get("timeout").value()).isEqualTo("PT9S");
                });
    }

    @Test
    void theEndpointPausesTheWorkerAndLetsItGoOn() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=kagzi", "kagzi.url=http://localhost:1")
                .withBean(OrderWorkflow.class)
                .run(context -> {
                    KagziEndpoint endpoint = context.getBean(KagziEndpoint.class);
                    assertThat(endpoint.tell(Action.PAUSE).state()).isEqualTo(State.PAUSED);
                    assertThat(endpoint.tell(Action.RESUME).state()).isEqualTo(State.RUNNING);
                });
    }

    @Test
    void startsWithoutActuatorOnTheClassPath() {
        runner.withClassLoader(
                        new FilteredClassLoader("org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void healthFollowsWhatTheServerAnswers() {
        assertThat(health(State.RUNNING, null, null, Duration.ofSeconds(30)).getStatus())
                .isEqualTo(Status.UNKNOWN);
        assertThat(health(State.RUNNING, START, null, Duration.ofSeconds(59)).getStatus())
                .isEqualTo(Status.UP);
        Health silent = health(State.RUNNING, START, "refused", Duration.ofSeconds(61));
        assertThat(silent.getStatus()).isEqualTo(Status.DOWN);
        assertThat(silent.getDetails())
                .containsEntry("lastError", "refused")
                .containsEntry("url", "http://kagzi:7070")
                .containsEntry("worker", State.RUNNING);
        assertThat(health(State.RUNNING, null, null, Duration.ofSeconds(61)).getStatus())
                .isEqualTo(Status.DOWN);
        assertThat(health(State.STOPPED, null, null, Duration.ofHours(1)).getStatus())
                .isEqualTo(Status.UNKNOWN);
    }

    @Test
    void theReferenceListsEveryDetailOfHealth() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/health-and-logs.md"));
        String section = page.split("(?m)^## Health of an application$", 2)[1].split("(?m)^## ", 2)[0];
        List<String> described = Pattern.compile("(?m)^\\| `(\\w+)`")
                .matcher(section)
                .results()
                .map(row -> row.group(1))
                .toList();
        Health silent = health(State.RUNNING, START, "refused", Duration.ofSeconds(61));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(silent.getDetails().keySet());
    }

    private static Health health(State state, @Nullable Instant answeredAt, @Nullable String error, Duration later) {
        WorkerLifecycle worker = mock(WorkerLifecycle.class);
        LastError lastError = error == null ? null : new LastError(error, START);
        when(worker.status())
                .thenReturn(new WorkerStatus(state, 100, 0, answeredAt, answeredAt, lastError, null, Map.of()));
        Clock clock = mock(Clock.class);
        when(clock.instant()).thenReturn(START, START.plus(later));
        KagziHealthIndicator indicator = new KagziHealthIndicator(worker, "http://kagzi:7070", clock);
        return indicator.health();
    }
}
