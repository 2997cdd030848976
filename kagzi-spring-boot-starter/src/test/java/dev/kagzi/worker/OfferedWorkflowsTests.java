package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.OnLimit;
import dev.kagzi.Overlap;
import dev.kagzi.Workflow;
import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.definition.WorkflowDefinitions;
import dev.kagzi.definition.WorkflowSettings;
import dev.kagzi.protocol.LimitSource;
import dev.kagzi.protocol.Limits;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class OfferedWorkflowsTests {

    @Workflow(
            name = "clean-up",
            on = "disk.full",
            cron = "0 3 * * *",
            zone = "Europe/Berlin",
            overlap = Overlap.WAIT,
            catchUp = 1)
    static class CleanUpWorkflow {

        public void process() {}
    }

    @Workflow
    static class OrderWorkflow {

        public void process() {}
    }

    @Test
    void offersWhatStartsRunsByItself() {
        assertThat(offer(CleanUpWorkflow.class).on()).containsExactly("disk.full");
        assertThat(offer(CleanUpWorkflow.class).schedules())
                .containsExactly(new WorkflowOffer.Schedule(
                        "clean-up", "0 3 * * *", "Europe/Berlin", dev.kagzi.protocol.Overlap.WAIT, 1));
    }

    @Workflow(concurrency = 2, concurrencyKey = "customer", onLimit = OnLimit.REJECT, throttle = "3/1s", priority = -1)
    static class LimitedWorkflow {

        public void process() {}
    }

    @Test
    void offersLimitsAndSaysWhereTheyComeFrom() {
        WorkflowSettings configured = new WorkflowSettings(
                null, null, null, null, null, null, null, null, null, null, null, "9/1m", null, null, null, null, null,
                null);
        DeclaredBeans beans = new DeclaredBeans(UnaryOperator.identity());
        beans.add("bean", LimitedWorkflow.class);
        WorkflowOffer offer = OfferedWorkflows.of(
                        beans.resolve(
                                new DefinitionSettings(DefinitionSettings.NONE.retry(), Map.of("limited", configured))),
                        new WorkerSettings(1, List.of(), Duration.ZERO, Duration.ZERO))
                .offers()
                .get(0);

        assertThat(offer.limits()).isEqualTo(new Limits(2, "customer", dev.kagzi.protocol.OnLimit.REJECT, "9/1m"));
        assertThat(offer.limitSources()).containsExactly(Map.entry("throttle", LimitSource.CONFIGURATION));
        assertThat(offer.priority()).isEqualTo(-1);
    }

    @Test
    void offersNothingThatIsNotDeclared() {
        assertThat(offer(OrderWorkflow.class).on()).isNull();
        assertThat(offer(OrderWorkflow.class).schedules()).isNull();
        assertThat(offer(OrderWorkflow.class).limits()).isNull();
        assertThat(offer(OrderWorkflow.class).priority()).isNull();
    }

    @Test
    void refusesMoreThanAServerTakes() {
        DeclaredBeans declared = new DeclaredBeans(text -> text);
        declared.add("order", OrderWorkflow.class);
        WorkflowDefinitions definitions = declared.resolve(DefinitionSettings.NONE);
        WorkflowDefinition order = definitions.all().get(0);

        assertThat(OfferedWorkflows.of(Collections.nCopies(1_000, order), definitions.referenced())
                        .isEmpty())
                .isFalse();
        assertThatExceptionOfType(InvalidDefinitionException.class)
                .isThrownBy(() -> OfferedWorkflows.of(Collections.nCopies(1_001, order), definitions.referenced()))
                .withMessageContaining("1001 workflows")
                .withMessageContaining("kagzi.worker.workflows");
    }

    private static WorkflowOffer offer(Class<?> type) {
        DeclaredBeans beans = new DeclaredBeans(UnaryOperator.identity());
        beans.add("bean", type);
        return OfferedWorkflows.of(
                        beans.resolve(DefinitionSettings.NONE),
                        new WorkerSettings(1, List.of(), Duration.ZERO, Duration.ZERO))
                .offers()
                .get(0);
    }
}
