package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.Workflow;
import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.definition.WorkflowDefinition;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class OfferedWorkflowsTests {

    @Workflow
    static class OrderWorkflow {

        public void process() {}
    }

    @Test
    void refusesMoreThanAServerTakes() {
        DeclaredBeans declared = new DeclaredBeans(text -> text);
        declared.add("order", OrderWorkflow.class);
        WorkflowDefinition order =
                declared.resolve(DefinitionSettings.NONE).all().get(0);

        assertThat(OfferedWorkflows.of(Collections.nCopies(1_000, order)).isEmpty())
                .isFalse();
        assertThatExceptionOfType(InvalidDefinitionException.class)
                .isThrownBy(() -> OfferedWorkflows.of(Collections.nCopies(1_001, order)))
                .withMessageContaining("1001 workflows")
                .withMessageContaining("kagzi.worker.workflows");
    }
}
