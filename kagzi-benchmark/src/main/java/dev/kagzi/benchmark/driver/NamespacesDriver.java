package dev.kagzi.benchmark.driver;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Measures a drain of runs that are spread over many namespaces, each with a worker of its own. */
final class NamespacesDriver {

    private static final int MOST = 100;
    private static final int WARM_UP_RUNS = 10_000;
    private static final int BATCH = 1_000;
    private static final long LOOK_MILLIS = 5;

    private final Task task;
    private final Connection database;
    private final int namespaces;
    private final List<KagziApplication> applications = new ArrayList<>();
    private int next;

    NamespacesDriver(Task task, Connection database) {
        this.task = task;
        this.database = database;
        this.namespaces = Math.min(MOST, task.concurrency());
    }

    /** The figures by name. */
    Map<String, Double> measure() throws Exception {
        try {
            for (int i = 0; i < namespaces; i++) {
                String namespace = "namespace-" + i;
                create(namespace);
                applications.add(new KagziApplication(task, namespace, task.concurrency() / namespaces));
            }
            long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(task.warmUpSeconds());
            do {
                drain(Math.min(task.runs(), WARM_UP_RUNS));
            } while (System.nanoTime() - warm < 0);
            double seconds = drain(task.runs());
            expectCorrect();
            Map<String, Double> figures = new TreeMap<>();
            figures.put("namespaces", (double) namespaces);
            figures.put("runsPerSecond", task.runs() / namespaces * namespaces / seconds);
            return figures;
        } finally {
            applications.forEach(KagziApplication::close);
        }
    }

    private void expectCorrect() throws SQLException {
        long correct = KagziEngine.correct(database, OneStep.NAME, 1);
        if (correct != next) {
            throw new IllegalStateException("%d of %d runs have the result they should have".formatted(correct, next));
        }
    }

    private void create(String namespace) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(task.server().url() + "/api/v1/namespaces"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"" + namespace + "\"}"))
                .build();
        int status = HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
        if (status != 201) {
            throw new IllegalStateException("Namespace " + namespace + " was not created: " + status);
        }
    }

    /** Seconds from the first body to the last end; the same number of runs in each. */
    private double drain(int runs) throws Exception {
        int each = runs / namespaces;
        applications.forEach(KagziApplication::stopWorker);
        for (KagziApplication application : applications) {
            for (int done = 0; done < each; done += BATCH) {
                int first = next;
                next += Math.min(BATCH, each - done);
                application.startAll(IntStream.range(first, next)
                        .mapToObj(number -> KagziApplication.startOf(OneStep.NAME, number)));
            }
        }
        Body.expect(each * namespaces);
        applications.forEach(KagziApplication::startWorker);
        if (!Body.expected().await(10, TimeUnit.MINUTES)) {
            throw new IllegalStateException("Only " + Body.entered() + " runs were executed");
        }
        while (KagziEngine.isAnyUnfinished(database, OneStep.NAME)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return (System.nanoTime() - Body.firstNanos()) / 1e9;
    }
}
