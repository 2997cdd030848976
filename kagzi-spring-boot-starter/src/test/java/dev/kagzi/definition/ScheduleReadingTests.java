package dev.kagzi.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kagzi.Overlap;
import dev.kagzi.Workflow;
import dev.kagzi.autoconfigure.KagziDefinitionAutoConfiguration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ScheduleReadingTests {

    @Workflow(name = "nightly", cron = "0  3 * * *", zone = "Europe/Berlin", overlap = Overlap.WAIT, catchUp = 2)
    static class FullWorkflow {

        public void process(@Nullable String report) {}
    }

    @Workflow(name = "nightly", cron = "${nightly.cron}")
    static class PlainWorkflow {

        public void process() {}
    }

    @Workflow(name = "nightly", zone = "Europe/Berlin")
    static class ZoneOnlyWorkflow {

        public void process() {}
    }

    @Workflow(
            name = "nightly",
            on = {"order.created", "${other.event}"})
    static class EventWorkflow {

        public void process() {}
    }

    @Test
    void theAnnotationSaysItAll() {
        with(FullWorkflow.class, Map.of(), (workflow, annotation) -> {
            assertThat(workflow.schedule())
                    .isEqualTo(new Schedule("0 3 * * *", ZoneId.of("Europe/Berlin"), Overlap.WAIT, 2));
            assertThat(workflow.settings())
                    .containsEntry("cron", new Setting<>("0 3 * * *", annotation.formatted("cron")))
                    .containsEntry("zone", new Setting<>(ZoneId.of("Europe/Berlin"), annotation.formatted("zone")))
                    .containsEntry("overlap", new Setting<>(Overlap.WAIT, annotation.formatted("overlap")))
                    .containsEntry("catchUp", new Setting<>(2, annotation.formatted("catchUp")));
        });
    }

    @Test
    void propertiesWinOneByOne() {
        with(FullWorkflow.class, Map.of("overlap", "allow", "catch-up", "0"), (workflow, annotation) -> {
            assertThat(workflow.schedule())
                    .isEqualTo(new Schedule("0 3 * * *", ZoneId.of("Europe/Berlin"), Overlap.ALLOW, 0));
            assertThat(workflow.settings())
                    .containsEntry("cron", new Setting<>("0 3 * * *", annotation.formatted("cron")))
                    .containsEntry("overlap", new Setting<>(Overlap.ALLOW, "kagzi.workflows.nightly.overlap"))
                    .containsEntry("catchUp", new Setting<>(0, "kagzi.workflows.nightly.catch-up"));
        });
        with(
                FullWorkflow.class,
                Map.of("cron", "30 0 4 * * MON-FRI", "zone", "Asia/Tokyo"),
                (workflow, annotation) -> assertThat(workflow.schedule())
                        .isEqualTo(new Schedule("30 0 4 * * MON-FRI", ZoneId.of("Asia/Tokyo"), Overlap.WAIT, 2)));
    }

    @Test
    void whatNobodySaysIsBuiltIn() {
        runner().withUserConfiguration(PlainWorkflow.class)
                .withPropertyValues("nightly.cron=0 * * * *")
                .run(context -> {
                    WorkflowDefinition workflow = definition(context.getBean(WorkflowDefinitions.class));
                    assertThat(workflow.schedule())
                            .isEqualTo(new Schedule("0 * * * *", ZoneId.of("UTC"), Overlap.SKIP, 0));
                    assertThat(workflow.settings()).containsEntry("zone", new Setting<>(ZoneId.of("UTC"), "built-in"));
                });
    }

    @Test
    void aDashSwitchesTheScheduleOff() {
        with(FullWorkflow.class, Map.of("cron", "-"), (workflow, annotation) -> {
            assertThat(workflow.schedule()).isNull();
            assertThat(workflow.settings())
                    .containsEntry("cron", new Setting<>("-", "kagzi.workflows.nightly.cron"))
                    .doesNotContainKeys("zone", "overlap", "catchUp");
        });
    }

    @Test
    void aPropertyCanMakeTheScheduleThatTheAnnotationCompletes() {
        with(
                ZoneOnlyWorkflow.class,
                Map.of("cron", "0 3 * * *"),
                (workflow, annotation) -> assertThat(workflow.schedule())
                        .isEqualTo(new Schedule("0 3 * * *", ZoneId.of("Europe/Berlin"), Overlap.SKIP, 0)));
    }

    @Test
    void readsTheEventsThatStartARun() {
        runner().withUserConfiguration(EventWorkflow.class)
                .withPropertyValues("other.event=order.imported")
                .run(context -> {
                    WorkflowDefinition workflow = definition(context.getBean(WorkflowDefinitions.class));
                    assertThat(workflow.on()).containsExactly("order.created", "order.imported");
                    assertThat(workflow.settings().get("on"))
                            .isEqualTo(new Setting<>(
                                    List.of("order.created", "order.imported"),
                                    "@Workflow(on) on " + EventWorkflow.class.getName() + ".process"));
                    assertThat(workflow.schedule()).isNull();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 3 * * *",
                "*/15 8-17 * * MON-FRI",
                "0 0 1 * ?",
                "0 0 ? * 7",
                "0 0 0 L * *",
                "0 0 12 1 * MON",
                "0 0 * * 0"
            })
    void takesBothForms(String cron) {
        assertThat(CronText.checked(cron)).isEqualTo(cron);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|it has 0 fields",
                "@daily|it has 1 field;",
                "* * * *|it has 4 fields",
                "0 0 0 1 1 ? 2030|it has 7 fields",
                "0 3 1 * MON|restricts both",
                "0 3 */2 * 1-5|restricts both",
                "60 3 * * *|60",
                "0 3 * * FUNDAY|FUNDAY"
            })
    void refusesTheRest(String cron, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronText.checked(cron))
                .withMessageContaining(why);
    }

    private static void with(
            Class<?> type, Map<String, String> properties, BiConsumer<WorkflowDefinition, String> assertions) {
        String[] values = properties.entrySet().stream()
                .map(property -> "kagzi.workflows.nightly." + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        runner().withUserConfiguration(type)
                .withPropertyValues(values)
                .run(context -> assertions.accept(
                        definition(context.getBean(WorkflowDefinitions.class)),
                        "@Workflow(%s) on " + type.getName() + ".process"));
    }

    private static WorkflowDefinition definition(WorkflowDefinitions definitions) {
        return definitions.byName("nightly").orElseThrow();
    }

    private static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(KagziDefinitionAutoConfiguration.class));
    }
}
