package dev.kagzi.guide;

import static dev.kagzi.guide.Collector.attribute;
import static dev.kagzi.guide.Collector.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kagzi.Step;
import dev.kagzi.Workflow;
import dev.kagzi.WorkflowContext;
import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** Traces of runs, as a collector is sent them. */
class TracesIntegrationTests {

    private static final Duration PATIENCE = PackagedServer.PATIENCE;

    @TempDir
    static Path directory;

    private static PackagedServer server;
    private static Collector collector;
    private static ConfigurableApplicationContext application;
    private static KagziClient kagzi;

    @BeforeAll
    static void start() throws IOException {
        server = new PackagedServer(directory);
        collector = new Collector();
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--kagzi.url=" + server.url(),
                        "--kagzi.worker.hold-threshold=1ms",
                        "--management.tracing.sampling.probability=1.0",
                        "--management.opentelemetry.tracing.export.otlp.endpoint=" + collector.endpoint(),
                        "--management.opentelemetry.tracing.export.schedule-delay=100ms");
        kagzi = application.getBean(KagziClient.class);
        // An event starts what a worker has registered by then.
        await().atMost(PATIENCE)
                .until(() -> get("/workflows/" + OnEventWorkflow.NAME).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        application.close();
        collector.close();
        server.close();
    }

    @Test
    void aRunGoesOnInTheTraceOfItsStart() {
        Run<String> run = observed(
                "checkout", () -> kagzi.start(TracedWorkflow::process, "a").send());

        Span caller = collector.await("checkout", span -> true);
        Span start = collector.await("kagzi start", childOf(caller));
        assertThat(start.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
        Span execution = collector.await("run " + TracedWorkflow.NAME, childOf(start));
        assertThat(execution.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CONSUMER);
        assertThat(execution.getLinksList()).isEmpty();
        assertThat(attribute(execution, "kagzi.run")).isEqualTo(run.runId());
        assertThat(attribute(execution, "kagzi.outcome")).isEqualTo("waiting");
        assertThat(collector.await("step before", childOf(execution)).getTraceId())
                .isEqualTo(caller.getTraceId());
        assertThat(traceparent(run)).startsWith("00-" + hex(caller.getTraceId()) + "-" + hex(start.getSpanId()) + "-");

        // It waits: whoever wakes it has a trace of his own.
        observed("wake", () -> kagzi.emit("traced.wake", "a", null));
        assertThat(run.result(PATIENCE)).isEqualTo("a");

        Span resumed = collector.await(
                "run " + TracedWorkflow.NAME,
                span -> attribute(span, "kagzi.run").equals(run.runId())
                        && attribute(span, "kagzi.outcome").equals("completed"));
        assertThat(resumed.getTraceId()).isNotEqualTo(caller.getTraceId());
        assertThat(resumed.getParentSpanId()).isEmpty();
        assertThat(resumed.getLinksList()).singleElement().satisfies(link -> {
            assertThat(link.getTraceId()).isEqualTo(start.getTraceId());
            assertThat(link.getSpanId()).isEqualTo(start.getSpanId());
        });
        collector.await("step after", childOf(resumed));
    }

    @Test
    void aChildBelongsToTheTraceOfItsParent() {
        Run<String> run = observed(
                "purchase", () -> kagzi.start(ParentWorkflow::process, "b").send());
        Span start = collector.await("kagzi start", childOf(collector.await("purchase", span -> true)));

        Span child = collector.await("run " + ChildWorkflow.NAME, childOf(start));
        assertThat(child.getLinksList()).isEmpty();
        assertThat(run.result(PATIENCE)).isEqualTo("b");
    }

    @Test
    void whatAnEventStartsBelongsToTheTraceInWhichItWasEmitted() {
        observed("delivery", () -> kagzi.emit("traced.start", "c"));
        Span emit = collector.await("kagzi emit", childOf(collector.await("delivery", span -> true)));

        Span execution = collector.await("run " + OnEventWorkflow.NAME, childOf(emit));
        // It emits another event itself, whose run belongs to the same trace.
        assertThat(collector
                        .await("run " + OnEmittedWorkflow.NAME, childOf(emit))
                        .getTraceId())
                .isEqualTo(execution.getTraceId());
    }

    private static Predicate<Span> childOf(Span parent) {
        return span -> span.getTraceId().equals(parent.getTraceId())
                && span.getParentSpanId().equals(parent.getSpanId());
    }

    private static <T> T observed(String name, Supplier<T> code) {
        return Observation.createNotStarted(name, application.getBean(ObservationRegistry.class))
                .observe(code);
    }

    private static String traceparent(Run<?> run) {
        return JsonMapper.shared()
                .readTree(get("/runs/" + run.runId()).body())
                .path("traceparent")
                .asString();
    }

    private static HttpResponse<String> get(String path) {
        return PackagedServer.send(HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path)));
    }

    @EnableAutoConfiguration
    @Import({
        TracedWorkflow.class,
        ParentWorkflow.class,
        ChildWorkflow.class,
        OnEventWorkflow.class,
        OnEmittedWorkflow.class
    })
    static class Application {}

    @Workflow(name = TracedWorkflow.NAME)
    public static class TracedWorkflow {

        static final String NAME = "traced";

        public String process(String key, WorkflowContext ctx) {
            before();
            ctx.waitForEvent("traced.wake", key, "1h", String.class);
            after();
            return key;
        }

        @Step
        void before() {}

        @Step
        void after() {}
    }

    @Workflow(name = ParentWorkflow.NAME)
    public static class ParentWorkflow {

        static final String NAME = "traced-parent";

        public String process(String input, WorkflowContext ctx) {
            return ctx.call(ChildWorkflow::process, input);
        }
    }

    @Workflow(name = ChildWorkflow.NAME)
    public static class ChildWorkflow {

        static final String NAME = "traced-child";

        public String process(String input) {
            return input;
        }
    }

    @Workflow(name = OnEventWorkflow.NAME, on = "traced.start")
    public static class OnEventWorkflow {

        static final String NAME = "traced-on-event";

        public void process(String input, WorkflowContext ctx) {
            ctx.emit("traced.emitted", null, input);
        }
    }

    @Workflow(name = OnEmittedWorkflow.NAME, on = "traced.emitted")
    public static class OnEmittedWorkflow {

        static final String NAME = "traced-on-emitted";

        public void process(String input) {
            assertThat(input).isEqualTo("c");
        }
    }
}
