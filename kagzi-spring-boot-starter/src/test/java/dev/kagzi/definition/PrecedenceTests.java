package dev.kagzi.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.Retry;
import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Every attribute in every place: the strongest place that sets it wins, and is named. */
class PrecedenceTests {

    /** The places, the strongest first, and how each is called where a value is shown. */
    enum Place {
        YML_STEP("kagzi.workflows.order.steps.charge.%2$s"),
        YML_WORKFLOW("kagzi.workflows.order.%2$s"),
        STEP("@Step(%1$s) on %3$s.charge"),
        WORKFLOW("@Workflow(%1$s) on %3$s.process"),
        YML_RETRY("kagzi.retry.%2$s"),
        BUILT_IN("built-in");

        private final String source;

        Place(String source) {
            this.source = source;
        }

        String source(String attribute, Class<?> type) {
            return source.formatted(attribute, Names.kebab(attribute), type.getName());
        }
    }

    /** An attribute, and its value in each place that can set it. */
    record Attribute(String name, boolean ofWorkflow, Map<Place, Object> values) {}

    private static final List<Attribute> ATTRIBUTES = List.of(
            new Attribute(
                    "maxAttempts",
                    false,
                    Map.of(
                            Place.YML_STEP, 11,
                            Place.YML_WORKFLOW, 12,
                            Place.STEP, 13,
                            Place.WORKFLOW, 14,
                            Place.YML_RETRY, 15,
                            Place.BUILT_IN, 3)),
            new Attribute(
                    "backoff",
                    false,
                    Map.of(
                            Place.YML_STEP, Duration.ofSeconds(11),
                            Place.YML_WORKFLOW, Duration.ofSeconds(12),
                            Place.STEP, Duration.ofSeconds(13),
                            Place.WORKFLOW, Duration.ofSeconds(14),
                            Place.YML_RETRY, Duration.ofSeconds(15),
                            Place.BUILT_IN, Duration.ofSeconds(1))),
            new Attribute(
                    "multiplier",
                    false,
                    Map.of(
                            Place.YML_STEP, 1.1,
                            Place.YML_WORKFLOW, 1.2,
                            Place.STEP, 1.3,
                            Place.WORKFLOW, 1.4,
                            Place.YML_RETRY, 1.5,
                            Place.BUILT_IN, 2.0)),
            new Attribute(
                    "maxBackoff",
                    false,
                    Map.of(
                            Place.YML_STEP, Duration.ofMinutes(11),
                            Place.YML_WORKFLOW, Duration.ofMinutes(12),
                            Place.STEP, Duration.ofMinutes(13),
                            Place.WORKFLOW, Duration.ofMinutes(14),
                            Place.YML_RETRY, Duration.ofMinutes(15),
                            Place.BUILT_IN, Duration.ofMinutes(1))),
            new Attribute(
                    "jitter",
                    false,
                    Map.of(
                            Place.YML_STEP, 0.1,
                            Place.YML_WORKFLOW, 0.3,
                            Place.YML_RETRY, 0.4,
                            Place.BUILT_IN, 0.2)),
            new Attribute(
                    "noRetryFor",
                    false,
                    Map.of(
                            Place.YML_STEP, List.of(ArithmeticException.class),
                            Place.YML_WORKFLOW, List.of(ClassCastException.class),
                            Place.STEP, List.of(IOException.class),
                            Place.WORKFLOW, List.of(IllegalStateException.class),
                            Place.YML_RETRY, List.of(ArrayStoreException.class),
                            Place.BUILT_IN, List.of())),
            new Attribute(
                    "timeout", false, Map.of(Place.YML_STEP, Duration.ofHours(1), Place.STEP, Duration.ofHours(3))),
            new Attribute("recordInput", false, Map.of(Place.YML_STEP, true, Place.STEP, false, Place.BUILT_IN, true)),
            new Attribute(
                    "timeout",
                    true,
                    Map.of(Place.YML_WORKFLOW, Duration.ofDays(2), Place.WORKFLOW, Duration.ofDays(4))),
            new Attribute("workerConcurrency", true, Map.of(Place.YML_WORKFLOW, 22, Place.WORKFLOW, 24)));

    @Workflow(name = "order")
    static class PlainWorkflow {

        public void process() {}

        @Step
        void charge() {}
    }

    @Workflow(name = "order")
    static class OnStepWorkflow {

        public void process() {}

        @Step(
                maxAttempts = 13,
                backoff = "13s",
                multiplier = 1.3,
                maxBackoff = "13m",
                noRetryFor = IOException.class,
                timeout = "3h",
                recordInput = false)
        void charge() {}
    }

    @Workflow(
            name = "order",
            maxAttempts = 14,
            backoff = "14s",
            multiplier = 1.4,
            maxBackoff = "14m",
            noRetryFor = IllegalStateException.class,
            timeout = "4d",
            workerConcurrency = 24)
    static class OnWorkflowWorkflow {

        public void process() {}

        @Step
        void charge() {}
    }

    @Workflow(
            name = "order",
            maxAttempts = 14,
            backoff = "14s",
            multiplier = 1.4,
            maxBackoff = "14m",
            noRetryFor = IllegalStateException.class,
            timeout = "4d",
            workerConcurrency = 24)
    static class OnBothWorkflow {

        public void process() {}

        @Step(
                maxAttempts = 13,
                backoff = "13s",
                multiplier = 1.3,
                maxBackoff = "13m",
                noRetryFor = IOException.class,
                timeout = "3h",
                recordInput = false)
        void charge() {}
    }

    /** For each attribute: each place alone, and each place together with all weaker ones. */
    static Stream<Arguments> attributesAndPlaces() {
        List<Arguments> cases = new ArrayList<>();
        for (Attribute attribute : ATTRIBUTES) {
            for (Place place : attribute.values().keySet()) {
                List<Place> weaker = attribute.values().keySet().stream()
                        .filter(other -> other.compareTo(place) > 0)
                        .toList();
                cases.add(Arguments.of(attribute, place, List.of()));
                cases.add(Arguments.of(attribute, place, weaker));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0} at {1} beats {2}")
    @MethodSource("attributesAndPlaces")
    void strongestPlaceWins(Attribute attribute, Place place, List<Place> weaker) {
        List<Place> places = new ArrayList<>(weaker);
        places.add(place);
        Class<?> type = type(places.contains(Place.STEP), places.contains(Place.WORKFLOW));
        runner(attribute, places).withUserConfiguration(type).run(context -> {
            WorkflowDefinition workflow =
                    context.getBean(WorkflowDefinitions.class).all().get(0);
            Setting<?> setting = attribute.ofWorkflow()
                    ? workflow.settings().get(attribute.name())
                    : step(workflow).settings().get(attribute.name());
            assertThat(setting)
                    .isEqualTo(new Setting<>(attribute.values().get(place), place.source(attribute.name(), type)));
            assertThat(effective(attribute, workflow)).isEqualTo(setting.value());
        });
    }

    @Test
    void whatNothingSetsIsAbsent() {
        runner(ATTRIBUTES.get(0), List.of())
                .withUserConfiguration(PlainWorkflow.class)
                .run(context -> {
                    WorkflowDefinition workflow = context.getBean(WorkflowDefinitions.class)
                            .byName("order")
                            .orElseThrow();
                    assertThat(workflow.timeout()).isNull();
                    assertThat(workflow.workerConcurrency()).isNull();
                    assertThat(step(workflow).timeout()).isNull();
                });
    }

    @Test
    void stepMadeInCodeTakesThePlaceOfAnAnnotatedOne() {
        runner(ATTRIBUTES.get(0), List.of(Place.YML_RETRY))
                .withPropertyValues("kagzi.workflows.order.steps.charge.backoff=11s")
                .withUserConfiguration(OnWorkflowWorkflow.class)
                .run(context -> {
                    WorkflowDefinition workflow =
                            context.getBean(WorkflowDefinitions.class).all().get(0);
                    RetryPolicy retry = workflow.stepInCode(
                                    "charge", Retry.attempts(7).initial("7s"), null, String.class)
                            .retry();
                    assertThat(retry.maxAttempts()).isEqualTo(7);
                    assertThat(retry.backoff()).isEqualTo(Duration.ofSeconds(11));
                    assertThat(retry.multiplier()).isEqualTo(1.4);
                });
    }

    @Test
    void weakerMaxBackoffDoesNotShortenBackoff() {
        EffectiveRetry retry =
                EffectiveRetry.of(List.of(RetryLayer.inCode(Retry.attempts(2).initial("5m")), RetryLayer.BUILT_IN));

        assertThat(retry.policy().maxBackoff()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void strongerMaxBackoffShortensBackoff() {
        RetryLayer property = new RetryLayer(
                Source.property("kagzi.workflows.order"),
                new RetrySettings(null, null, null, Duration.ofSeconds(10), null, null));

        EffectiveRetry retry = EffectiveRetry.of(
                List.of(property, RetryLayer.inCode(Retry.attempts(2).initial("5m")), RetryLayer.BUILT_IN));

        assertThat(retry.policy().maxBackoff()).isEqualTo(Duration.ofSeconds(10));
    }

    private static ApplicationContextRunner runner(Attribute attribute, List<Place> places) {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration.class));
        for (Place place : places) {
            if (place.name().startsWith("YML")) {
                String property = place.source(attribute.name(), Object.class);
                runner = runner.withPropertyValues(
                        property + "=" + text(attribute.values().get(place)));
            }
        }
        return runner;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof List<?> types) {
            return ((Class<?>) types.get(0)).getName();
        }
        return String.valueOf(value);
    }

    private static @Nullable Object effective(Attribute attribute, WorkflowDefinition workflow) {
        if (attribute.ofWorkflow()) {
            return attribute.name().equals("timeout") ? workflow.timeout() : workflow.workerConcurrency();
        }
        StepDefinition step = step(workflow);
        return switch (attribute.name()) {
            case "maxAttempts" -> step.retry().maxAttempts();
            case "backoff" -> step.retry().backoff();
            case "multiplier" -> step.retry().multiplier();
            case "maxBackoff" -> step.retry().maxBackoff();
            case "jitter" -> step.retry().jitter();
            case "noRetryFor" -> step.retry().noRetryFor();
            case "timeout" -> step.timeout();
            case "recordInput" -> step.recordInput();
            default -> throw new IllegalArgumentException(attribute.name());
        };
    }

    private static StepDefinition step(WorkflowDefinition workflow) {
        return workflow.steps().values().iterator().next();
    }

    private static Class<?> type(boolean onStep, boolean onWorkflow) {
        if (onStep) {
            return onWorkflow ? OnBothWorkflow.class : OnStepWorkflow.class;
        }
        return onWorkflow ? OnWorkflowWorkflow.class : PlainWorkflow.class;
    }
}
