package dev.kagzi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.kagzi.KagziException;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.client.elsewhere.RefundWorkflows;
import dev.kagzi.definition.DeclaredBeans;
import dev.kagzi.definition.DefinitionSettings;
import dev.kagzi.definition.ReferencedWorkflows;
import dev.kagzi.definition.WorkflowDefinition;
import dev.kagzi.protocol.Payload;
import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.protocol.SaveSchedule;
import dev.kagzi.protocol.StartRun;
import dev.kagzi.serialization.PayloadMapper;
import dev.kagzi.transport.RunsApi;
import dev.kagzi.transport.SchedulesApi;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import tools.jackson.databind.json.JsonMapper;

/** Every reference here is written as users write it: that it compiles is half of the test. */
class MethodReferenceTests {

    private final RunsApi runs = mock(RunsApi.class, CALLS_REAL_METHODS);
    private final SchedulesApi schedules = mock();
    private final KagziClient kagzi = client(List.of());

    private final Order order = new Order("42");
    private final Receipt receipt = new Receipt("paid");

    @Test
    void schedulesTakeAllForms() {
        List<ScheduleCall> calls = List.of(
                kagzi.schedule("all").workflow(OrderWorkflow::process).input(order),
                kagzi.schedule("all").workflow(Forms::contextAndInput).input(order),
                kagzi.schedule("all").workflow(Forms::input),
                kagzi.schedule("all").workflow(Forms::context),
                kagzi.schedule("all").workflow(Forms::nothing),
                kagzi.schedule("all").workflow(Forms::voidInputAndContext),
                kagzi.schedule("all").workflow(Forms::voidContextAndInput),
                kagzi.schedule("all").workflow(Forms::voidInput),
                kagzi.schedule("all").workflow(Forms::voidContext),
                kagzi.schedule("all").workflow(Forms::voidNothing));
        calls.forEach(call -> call.cron("0 3 * * *").save());

        ArgumentCaptor<SaveSchedule> saved = ArgumentCaptor.forClass(SaveSchedule.class);
        verify(schedules, times(calls.size())).create(saved.capture());
        assertThat(saved.getAllValues())
                .extracting(SaveSchedule::workflow)
                .containsExactly(
                        "order",
                        "context-and-input",
                        "input",
                        "context",
                        "nothing",
                        "void-input-and-context",
                        "void-context-and-input",
                        "void-input",
                        "void-context",
                        "void-nothing");
        assertThat(saved.getAllValues().get(1).input()).isEqualTo(Payload.of("{\"number\":\"42\"}"));
    }

    @Test
    void inputAndContext() {
        finishesWith("{\"text\":\"paid\"}");
        Receipt result =
                kagzi.start(OrderWorkflow::process, order).id("order-42").send().result();
        assertThat(result).isEqualTo(receipt);
        assertStarted("order", "{\"number\":\"42\"}");
    }

    @Test
    void contextAndInput() {
        finishesWith("{\"text\":\"paid\"}");
        Run<Receipt> run = kagzi.start(Forms::contextAndInput, order).send();
        assertThat(run.result()).isEqualTo(receipt);
        assertStarted("context-and-input", "{\"number\":\"42\"}");
    }

    @Test
    void input() {
        finishesWith("{\"text\":\"paid\"}");
        Run<Receipt> run = kagzi.start(Forms::input, order).send();
        assertThat(run.result()).isEqualTo(receipt);
        assertStarted("input", "{\"number\":\"42\"}");
    }

    @Test
    void context() {
        finishesWith("{\"text\":\"paid\"}");
        Run<Receipt> run = kagzi.start(Forms::context).send();
        assertThat(run.result()).isEqualTo(receipt);
        assertStarted("context", null);
    }

    @Test
    void nothing() {
        finishesWith("{\"text\":\"paid\"}");
        Run<Receipt> run = kagzi.start(Forms::nothing).send();
        assertThat(run.result()).isEqualTo(receipt);
        assertStarted("nothing", null);
    }

    @Test
    void voidInputAndContext() {
        finishesWith("null");
        Run<Void> run = kagzi.start(Forms::voidInputAndContext, order).send();
        assertThat(run.result()).isNull();
        assertStarted("void-input-and-context", "{\"number\":\"42\"}");
    }

    @Test
    void voidContextAndInput() {
        finishesWith("null");
        Run<Void> run = kagzi.start(Forms::voidContextAndInput, order).send();
        assertThat(run.result()).isNull();
        assertStarted("void-context-and-input", "{\"number\":\"42\"}");
    }

    @Test
    void voidInput() {
        finishesWith("null");
        Run<Void> run = kagzi.start(Forms::voidInput, order).send();
        assertThat(run.result()).isNull();
        assertStarted("void-input", "{\"number\":\"42\"}");
    }

    @Test
    void voidContext() {
        finishesWith("null");
        Run<Void> run = kagzi.start(Forms::voidContext).send();
        assertThat(run.result()).isNull();
        assertStarted("void-context", null);
    }

    @Test
    void voidNothing() {
        finishesWith("null");
        Run<Void> run = kagzi.start(Forms::voidNothing).send();
        assertThat(run.result()).isNull();
        assertStarted("void-nothing", null);
    }

    @Test
    void genericInputAndResult() {
        finishesWith("[{\"text\":\"paid\"}]");
        List<Receipt> result =
                kagzi.start(Forms::generic, Map.of("a", List.of(order))).send().result();
        assertThat(result).containsExactly(receipt);
        assertStarted("generic", "{\"a\":[{\"number\":\"42\"}]}");
    }

    @Test
    void primitiveInputAndResult() {
        finishesWith("4");
        int result = kagzi.start(Forms::primitive, 3).send().result();
        assertThat(result).isEqualTo(4);
        assertStarted("primitive", "3");
    }

    @Test
    void inputOfASubtype() {
        finishesWith("{\"text\":\"paid\"}");
        Receipt result = kagzi.start(Forms::anything, order)
                .send()
                .returns(Receipt.class)
                .result();
        assertThat(result).isEqualTo(receipt);
        assertStarted("anything", "{\"number\":\"42\"}");
    }

    @Test
    void nullAsInput() {
        finishesWith("null");
        kagzi.start(OrderWorkflow::process, null).send();
        assertStarted("order", "null");
    }

    @Test
    void inheritedMethodOfAGenericClass() {
        finishesWith("{\"text\":\"paid\"}");
        Receipt result = kagzi.start(ParcelWorkflow::process, order).send().result();
        assertThat(result).isEqualTo(receipt);
        assertStarted("parcel", "{\"number\":\"42\"}");
    }

    @Test
    void inheritedProtectedMethodOfAnotherPackageIsStartedByName() {
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(Refunds::referTo)
                .withMessageContaining("start the workflow by its name");
    }

    @Test
    void workflowOfThisApplicationComesBeforeItsAnnotations() {
        finishesWith("null");
        DeclaredBeans beans = new DeclaredBeans(text -> text.replace("${order}", "configured"));
        beans.add("orders", Placeholders.class);
        client(beans.resolve(DefinitionSettings.NONE).all())
                .start(Placeholders::process)
                .send();
        assertStarted("configured", null);
    }

    @Test
    void baseTypeMeansTheOneWorkflowThatInheritsIt() {
        finishesWith("null");
        client(definitions(ParcelWorkflow.class))
                .start(Base<Order, Receipt>::process, order)
                .send();
        assertStarted("parcel", "{\"number\":\"42\"}");
    }

    @Test
    void baseTypeOfTwoWorkflowsIsRefused() {
        KagziClient two = client(definitions(ParcelWorkflow.class, LetterWorkflow.class));
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> two.start(Base<Order, Receipt>::process, order))
                .withMessageContaining("belongs to several workflows")
                .withMessageContaining("by its name");
    }

    @Test
    void subtypeMeansItsOwnWorkflowAmongTwo() {
        finishesWith("null");
        client(definitions(ParcelWorkflow.class, LetterWorkflow.class))
                .start(LetterWorkflow::process, order)
                .send();
        assertStarted("letter", "{\"number\":\"42\"}");
    }

    @Test
    void sameReferenceInALoopIsFoundEachTime() {
        finishesWith("null");
        for (int i = 0; i < 3; i++) {
            assertThat(kagzi.start(Forms::input, order).send().workflow()).isEqualTo("any");
        }
    }

    @Test
    void methodThatIsNoWorkflowIsRefused() {
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> kagzi.start(Order::number))
                .withMessageContaining("is no workflow")
                .withMessageContaining("@Workflow");
    }

    @Test
    void lambdaIsRefused() {
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> kagzi.start((Forms forms) -> forms.nothing()))
                .withMessageContaining("'OrderWorkflow::process'");
    }

    @Test
    void methodOfAnObjectIsRefused() {
        Forms forms = new Forms();
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> kagzi.start(forms::input))
                .withMessageContaining("'OrderWorkflow::process'");
    }

    @Test
    void staticMethodIsRefused() {
        assertThatExceptionOfType(KagziException.class)
                .isThrownBy(() -> kagzi.start(Forms::ofNobody))
                .withMessageContaining("'OrderWorkflow::process'");
    }

    private KagziClient client(List<WorkflowDefinition> own) {
        return new ServerKagziClient(
                new ServerApis(runs, mock(), schedules),
                new PayloadMapper(JsonMapper.builder().build()),
                Outbox.NONE,
                new ReferencedWorkflows(() -> own, UnaryOperator.identity()));
    }

    private static List<WorkflowDefinition> definitions(Class<?>... types) {
        DeclaredBeans beans = new DeclaredBeans(UnaryOperator.identity());
        for (Class<?> type : types) {
            beans.add(type.getSimpleName(), type);
        }
        return beans.resolve(DefinitionSettings.NONE).all();
    }

    private void finishesWith(String output) {
        RunSnapshot finished = Snapshots.completed(UUID.randomUUID(), output);
        when(runs.start(any())).thenReturn(finished);
        when(runs.result(any(), any())).thenReturn(finished);
    }

    private void assertStarted(String workflow, String input) {
        ArgumentCaptor<StartRun> start = ArgumentCaptor.captor();
        verify(runs).start(start.capture());
        assertThat(start.getValue().workflow()).isEqualTo(workflow);
        assertThat(start.getValue().input()).isEqualTo(input == null ? null : Payload.of(input));
        assertThat(start.getValue().runId().version()).isEqualTo(7);
        assertThat(start.getValue().version()).isNull();
    }

    record Order(String number) {}

    record Receipt(String text) {}

    @Workflow
    static class OrderWorkflow {

        public Receipt process(Order order, WorkflowContext context) throws IOException {
            throw new IOException("never called by the client: " + order + context);
        }
    }

    static class Forms {

        @Workflow
        protected Receipt contextAndInput(WorkflowContext context, Order order) {
            return null;
        }

        @Workflow
        Receipt input(Order order) {
            return null;
        }

        @Workflow
        public Receipt context(WorkflowContext context) {
            return null;
        }

        @Workflow
        Receipt nothing() {
            return null;
        }

        @Workflow
        protected void voidInputAndContext(Order order, WorkflowContext context) {}

        @Workflow
        void voidContextAndInput(WorkflowContext context, Order order) {}

        @Workflow
        public void voidInput(Order order) {}

        @Workflow
        void voidContext(WorkflowContext context) {}

        @Workflow
        void voidNothing() {}

        @Workflow
        List<Receipt> generic(Map<String, ? extends List<Order>> orders) {
            return null;
        }

        @Workflow
        int primitive(int number, WorkflowContext context) {
            return 0;
        }

        @Workflow
        Object anything(Object input, WorkflowContext context) {
            return null;
        }

        static String ofNobody(Forms forms) {
            return "";
        }
    }

    static class Base<I, R> {

        public R process(I input, WorkflowContext context) {
            return null;
        }
    }

    @Workflow
    static class ParcelWorkflow extends Base<Order, Receipt> {}

    @Workflow
    static class LetterWorkflow extends Base<Order, Receipt> {}

    static class Placeholders {

        @Workflow(name = "${order}")
        void process() {}
    }

    static class Refunds extends RefundWorkflows {

        static void referTo() {
            new ServerKagziClient(
                            new ServerApis(mock(), mock(), mock()),
                            new PayloadMapper(JsonMapper.builder().build()),
                            Outbox.NONE,
                            new ReferencedWorkflows(List::of, UnaryOperator.identity()))
                    .start(Refunds::refund, "42");
        }
    }
}
