package dev.kagzi.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.ChildRun;
import dev.kagzi.KagziException;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.WorkflowReference.ToInput;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.protocol.StepKey;
import dev.kagzi.protocol.worker.Report;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Children named by references to the methods of their workflows. */
@Timeout(60)
class ChildReferenceTests {

    private final WorkerHarness harness = new WorkerHarness();
    private final FakeServer server = harness.server;

    @AfterEach
    void close() {
        harness.close();
    }

    /** All forms that a workflow's method can have, in another application. */
    static class Forms {

        @Workflow
        public List<Integer> inputAndContext(List<Integer> input, WorkflowContext ctx) {
            return input;
        }

        @Workflow
        public Integer contextAndInput(WorkflowContext ctx, Integer input) {
            return input;
        }

        @Workflow(name = "renamed", aliases = "input")
        public Integer input(Integer input) {
            return input;
        }

        @Workflow
        public Integer context(WorkflowContext ctx) {
            return 1;
        }

        @Workflow
        public Integer nothing() {
            return 1;
        }

        @Workflow
        public void voidInputAndContext(Integer input, WorkflowContext ctx) {}

        @Workflow
        public void voidContextAndInput(WorkflowContext ctx, Integer input) {}

        @Workflow
        public void voidInput(Integer input) {}

        @Workflow
        public void voidContext(WorkflowContext ctx) {}

        @Workflow
        public void voidNothing() {}
    }

    @Test
    void everyFormIsStartedByItsNameAndItsInput() {
        FakeRun run = run(ctx -> {
            List<ChildRun<?>> children = List.of(
                    ctx.start(Forms::inputAndContext, List.of(1)),
                    ctx.start(Forms::contextAndInput, 2),
                    ctx.start(Forms::input, 3),
                    ctx.start(Forms::context),
                    ctx.start(Forms::nothing),
                    ctx.start(Forms::voidInputAndContext, 4),
                    ctx.start(Forms::voidContextAndInput, 5),
                    ctx.start(Forms::voidInput, null),
                    ctx.start(Forms::voidContext),
                    ctx.start(Forms::voidNothing));
            return children.size();
        });
        server.await(run, RunStatus.COMPLETED);

        assertThat(server.reports(Report.ChildStarted.class))
                .extracting(report -> report.workflow() + " " + report.input())
                .containsExactly(
                        "input-and-context [1]",
                        "context-and-input 2",
                        "renamed 3",
                        "context null",
                        "nothing null",
                        "void-input-and-context 4",
                        "void-context-and-input 5",
                        "void-input null",
                        "void-context null",
                        "void-nothing null");
        assertThat(server.reports(Report.ChildStarted.class).get(3).input()).isNull();
        assertThat(server.reports(Report.ChildStarted.class).get(7).input()).isEqualTo(Payload.NULL);
    }

    @Test
    void everyFormGivesTheResultAsItsMethodDeclaresIt() {
        FakeRun run = run(ctx -> {
            List<Integer> first = ctx.call(Forms::inputAndContext, List.of(1));
            int sum = first.get(0) + ctx.call(Forms::contextAndInput, 2) + ctx.call(Forms::input, 3);
            sum += ctx.call(Forms::context) + ctx.call(Forms::nothing);
            ctx.call(Forms::voidInputAndContext, 4);
            ctx.call(Forms::voidContextAndInput, 5);
            ctx.call(Forms::voidInput, 6);
            ctx.call(Forms::voidContext);
            ctx.call(Forms::voidNothing);
            return sum;
        });
        complete(run, "input-and-context", Payload.of("[10]"));
        complete(run, "context-and-input", Payload.of("20"));
        complete(run, "renamed", Payload.of("30"));
        complete(run, "context", Payload.of("40"));
        complete(run, "nothing", Payload.of("50"));
        for (String form : List.of("input-and-context", "context-and-input", "input", "context", "nothing")) {
            complete(run, "void-" + form, Payload.NULL);
        }
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("150");
    }

    @Test
    void aWorkflowOfTheSameApplicationIsMeantByItsReferenceToo() {
        harness.second.code = ctx -> "second";
        FakeRun run = run(ctx -> ctx.call(WorkerHarness.Second::process, "in"));
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.output).hasToString("\"second\"");
    }

    @Test
    void whatIsNoReferenceToAWorkflowFailsTheCall() {
        ToInput<String, String, String> noWorkflow = String::concat;
        FakeRun run = run(ctx -> {
            assertThatThrownBy(() -> ctx.start(noWorkflow, "x"))
                    .isInstanceOf(KagziException.class)
                    .hasMessageContaining("is no workflow");
            assertThatThrownBy(() -> ctx.start(" ", "x", String.class)).isInstanceOf(IllegalArgumentException.class);
            return null;
        });
        server.await(run, RunStatus.COMPLETED);

        assertThat(run.steps).isEmpty();
    }

    private FakeRun run(WorkerHarness.Code code) {
        harness.runs(code).worker.start();
        return harness.start();
    }

    private void complete(FakeRun run, String child, Payload output) {
        StepKey step = StepKey.of(child, 1);
        server.await(() -> run.steps.containsKey(step));
        server.complete(server.child(run, step), output);
    }
}
