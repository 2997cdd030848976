package dev.kagzi.benchmark.driver;

import dev.kagzi.client.KagziClient;
import dev.kagzi.client.Run;
import dev.kagzi.worker.WorkerLifecycle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** An application with client and worker of Kagzi in this process. */
final class KagziApplication implements AutoCloseable {

    private static final String DEFAULT_NAMESPACE = "default";
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String batches;
    private final String key;
    private final String namespace;
    private final ConfigurableApplicationContext context;
    private final KagziClient kagzi;
    private final WorkerLifecycle worker;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Its worker runs and has registered its workflows. */
    KagziApplication(Task task, String... properties) {
        this(task, DEFAULT_NAMESPACE, task.concurrency(), properties);
    }

    KagziApplication(Task task, String namespace, int concurrency, String... properties) {
        this.namespace = namespace;
        this.batches = task.server().url() + "/api/v1/runs/batch";
        this.key = task.server().key();
        this.context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.main.banner-mode=off",
                        "logging.level.root=warn",
                        "kagzi.url=" + task.server().url(),
                        "kagzi.namespace=" + namespace,
                        "kagzi.worker.concurrency=" + concurrency)
                .properties(key.isEmpty() ? new String[0] : new String[] {"kagzi.api-key=" + key})
                .properties(properties)
                .run();
        this.kagzi = context.getBean(KagziClient.class);
        this.worker = context.getBean(WorkerLifecycle.class);
        // The first start waits for the worker to have registered its workflows.
        startAndAwait(OneStep.NAME, -1);
    }

    @SpringBootApplication
    static class Application {}

    Run<?> start(String workflow, Object input) {
        return kagzi.start(workflow, input).send();
    }

    Run<?> startAndAwait(String workflow, int number) {
        Run<Body.Result> run = kagzi.start(workflow, number).send().returns(Body.Result.class);
        Body.Result result = run.result(LONGEST);
        if (result.number() != number) {
            throw new IllegalStateException("Run " + number + " has the result " + result);
        }
        return run;
    }

    void emit(String event, String key) {
        kagzi.emit(event, key, true);
    }

    /** The start of one run of a batch, in the words of the API. */
    static String startOf(String workflow, Object input) {
        return "{\"workflow\":\"%s\",\"input\":%s}".formatted(workflow, JSON.writeValueAsString(input));
    }

    /** One request for all these {@link #startOf starts}. */
    void startAll(Stream<String> runs) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(batches))
                .header("Content-Type", "application/json")
                .header("Kagzi-Namespace", namespace)
                .POST(BodyPublishers.ofString("{\"runs\":[" + String.join(",", runs.toList()) + "]}"));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() != 200 || response.body().contains("\"error\"")) {
                throw new IllegalStateException(response.body());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void startWorker() {
        worker.start();
    }

    void stopWorker() {
        worker.stop();
    }

    @Override
    public void close() {
        context.close();
    }
}
