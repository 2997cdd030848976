package dev.kagzi.server.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.TestClock;
import dev.kagzi.server.maintenance.DeadlineEnforcer;
import dev.kagzi.server.maintenance.DueRunWaker;
import dev.kagzi.server.maintenance.LoadObserver;
import dev.kagzi.server.test.ServerClient;
import dev.kagzi.server.test.ServerTest;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class MetricsIntegrationTests {

    private static final Path PAGE = Path.of("../docs/reference/metrics.md");

    @Autowired
    ServerClient client;

    @Autowired
    MeterRegistry registry;

    @Autowired
    LoadObserver observer;

    @Autowired
    DueRunWaker waker;

    @Autowired
    DeadlineEnforcer enforcer;

    @Autowired
    DatabaseClock clock;

    private String namespace;
    private String workflow;

    @BeforeEach
    void makeNamespace() {
        namespace = client.newNamespace();
        workflow = "order-" + namespace.substring(5, 13);
    }

    private void start(String members) {
        assertThat(client.post(
                                "/api/v1/runs",
                                "{\"workflow\":\"" + workflow + "\"" + members + "}",
                                "Kagzi-Namespace",
                                namespace)
                        .status())
                .isEqualTo(201);
    }

    private double value(String name, String... tags) {
        return registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
    }

    @Test
    void countWhatHappensToRuns() {
        TestWorker worker = new TestWorker(client, namespace, TestWorker.workflow(workflow));
        start("");
        start("");
        start("");
        List<TestWorker.Claim> claims = worker.poll(2, workflow);
        worker.reportOk(claims.get(0).runCompleted("1"));
        worker.report(claims.get(0).runFailed("too late"));
        observer.runOnce();
        assertThat(value("kagzi.server.runs.started", "workflow", workflow)).isEqualTo(3);
        assertThat(value("kagzi.server.claims", "workflow", workflow)).isEqualTo(2);
        assertThat(value("kagzi.server.runs.finished", "workflow", workflow, "status", "completed"))
                .isEqualTo(1);
        assertThat(value("kagzi.server.reports", "result", "lease_lost")).isPositive();
        assertThat(value("kagzi.server.runs", "workflow", workflow, "status", "pending"))
                .isEqualTo(1);
        assertThat(value("kagzi.server.runs", "workflow", workflow, "status", "running"))
                .isEqualTo(1);
        assertThat(value("kagzi.server.runs.oldest.pending", "workflow", workflow))
                .isPositive();
        assertThat(value("kagzi.server.workers.online")).isPositive();
    }

    @Test
    void countAClaimOnceHoweverOftenItsPollIsAnswered() {
        TestWorker worker = new TestWorker(client, namespace, TestWorker.workflow(workflow));
        start("");
        start("");
        assertThat(TestWorker.claims(worker.poll(1, 2, "0s", 1, workflow))).hasSize(2);
        double polls = value("kagzi.server.claim.size");
        assertThat(TestWorker.claims(worker.poll(1, 2, "0s", 1, workflow))).hasSize(2);
        assertThat(value("kagzi.server.claims", "workflow", workflow)).isEqualTo(2);
        assertThat(value("kagzi.server.claim.size")).isEqualTo(polls);
    }

    @Test
    void measureHowLateTheServerIs() {
        new TestWorker(client, namespace, TestWorker.workflow(workflow));
        double before = value("kagzi.server.timer.lag", "kind", "due");
        start(",\"delay\":\"1h\"");
        start(",\"timeout\":\"1h\"");
        try (TestClock moved = new TestClock(clock)) {
            moved.advance(Duration.ofMinutes(61));
            waker.runOnce();
            enforcer.runOnce();
        }
        assertThat(value("kagzi.server.timer.lag", "kind", "due")).isGreaterThan(before);
        assertThat(registry.get("kagzi.server.timer.lag")
                        .tag("kind", "due")
                        .timer()
                        .max(java.util.concurrent.TimeUnit.SECONDS))
                .isGreaterThan(55);
        assertThat(value("kagzi.server.runs.finished", "workflow", workflow, "status", "failed"))
                .isEqualTo(1);
    }

    /** Both ways: what a server has is described, and what is described a server has. */
    @Test
    void areThoseOfTheReference() throws IOException {
        countWhatHappensToRuns();
        List<String> described = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `kagzi."))
                .map(line -> line.split("\\|"))
                .map(cells -> String.join(
                        " | ",
                        cells[1].strip().replace("`", ""),
                        cells[2].strip(),
                        cells[3].strip(),
                        cells[4].strip().replace("`", "").replaceAll(" \\([^)]*\\)", "")))
                .toList();
        List<String> found = registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("kagzi."))
                .map(id -> String.join(
                        " | ",
                        id.getName(),
                        id.getType().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Objects.requireNonNullElse(id.getBaseUnit(), ""),
                        id.getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(", "))))
                .distinct()
                .sorted()
                .toList();
        assertThat(described).isEqualTo(List.copyOf(new TreeSet<>(found)));
    }

    @Test
    void areServedForPrometheus() {
        countWhatHappensToRuns();
        String page = client.send(client.managementPort(), "GET", "/actuator/prometheus", BodyPublishers.noBody())
                .body();
        assertThat(page)
                .contains(
                        "kagzi_server_runs_started_total{workflow=\"" + workflow + "\"} 3.0",
                        "kagzi_server_commit_seconds_bucket{kind=\"reports\",le=\"0.005\"}",
                        "kagzi_server_requests_open{kind=\"polls\"}");
    }
}
