package dev.kagzi.benchmark.driver;

import dev.kagzi.client.KagziClient;
import dev.kagzi.worker.WorkerLifecycle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Client and worker of Kagzi in this process; the server is a process of its own. */
final class KagziEngine implements Engine {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Task task;
    private final String workflow;
    private final ConfigurableApplicationContext application;
    private final KagziClient kagzi;
    private final WorkerLifecycle worker;
    private final HttpClient http = HttpClient.newHttpClient();

    KagziEngine(Task task) {
        this.task = task;
        this.workflow = switch (task.workload()) {
            case W1, W3 -> OneStep.NAME;
            case W2 -> TenSteps.NAME;
            case W4 -> HundredChildren.NAME;
        };
        this.application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.main.banner-mode=off",
                        "logging.level.root=warn",
                        "kagzi.url=" + task.serverUrl(),
                        "kagzi.worker.concurrency=" + task.concurrency())
                .run();
        this.kagzi = application.getBean(KagziClient.class);
        this.worker = application.getBean(WorkerLifecycle.class);
        // The first start waits for the worker to have registered its workflows.
        startAndAwait(-1);
        stopWorker();
    }

    @SpringBootApplication
    static class Application {}

    @Override
    public void enqueue(int number) {
        kagzi.start(workflow, number).send();
    }

    @Override
    public boolean enqueueBatch(int firstNumber, int count) {
        String runs = IntStream.range(firstNumber, firstNumber + count)
                .mapToObj(number -> "{\"workflow\":\"%s\",\"input\":%d}".formatted(workflow, number))
                .collect(Collectors.joining(",", "{\"runs\":[", "]}"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(task.serverUrl() + "/api/v1/runs/batch"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(runs))
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200 || response.body().contains("\"error\"")) {
                throw new IllegalStateException(response.body());
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void startWorker() {
        worker.start();
    }

    @Override
    public void stopWorker() {
        worker.stop();
    }

    @Override
    public void startAndAwait(int number) {
        Body.Result result =
                kagzi.start(workflow, number).send().returns(Body.Result.class).result(LONGEST);
        if (result.number() != number) {
            throw new IllegalStateException("Run " + number + " has the result " + result);
        }
    }

    @Override
    public long unfinished(Connection database) throws SQLException {
        return Count.of(database, "SELECT count(*) FROM kagzi.run WHERE finished_at IS NULL");
    }

    /** All but the one that was there to register the workflow. */
    @Override
    public long correct(Connection database) throws SQLException {
        return Count.of(database, """
                SELECT count(*) FROM kagzi.run
                 WHERE status = 'COMPLETED' AND workflow = '%s' AND convert_from(input, 'UTF8') <> '-1'
                   AND convert_from(output, 'UTF8') LIKE '{"number":' || convert_from(input, 'UTF8') || ',"step":%'
                   AND steps = %d
                """.replace("%s", workflow)
                .replace("%d", String.valueOf(task.workload().steps())));
    }

    @Override
    public void close() {
        application.close();
    }
}
