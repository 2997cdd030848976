package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.Overlap;
import dev.kagzi.Workflow;
import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.protocol.worker.WorkflowOffer;
import java.time.Duration;
import java.util.List;
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

    @Test
    void offersNothingThatIsNotDeclared() {
        assertThat(offer(OrderWorkflow.class).on()).isNull();
        assertThat(offer(OrderWorkflow.class).schedules()).isNull();
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
