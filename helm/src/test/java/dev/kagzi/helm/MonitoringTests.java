package dev.kagzi.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts and dashboard ask for metrics that there are: those of the reference, which a test of the server compares with a server. */
class MonitoringTests {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path ALERTS = Chart.DIRECTORY.resolve("files/alerts.yaml");
    private static final Path DASHBOARD = Chart.DIRECTORY.resolve("files/dashboard.json");
    private static final Path METRICS = Path.of("../docs/reference/metrics.md");
    private static final Path RUNBOOKS = Path.of("../docs/operations/runbooks.md");

    private static final Pattern ROW =
            Pattern.compile("\\| `(kagzi\\.[\\w.]+)` \\| ([\\w ]+) \\| (\\w*) \\| (.*?) \\|.*");
    private static final Pattern SELECTOR =
            Pattern.compile("([a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?:\\{([^}]*)})?(?!\\w|\\()");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("(?:by|on) ?\\(([^)]*)\\)");

    /** Those of Spring Boot. */
    private static final Set<String> OTHERS = Set.of(
            "hikaricp_connections_active",
            "hikaricp_connections_max",
            "hikaricp_connections_pending",
            "http_server_requests_seconds_count",
            "jvm_memory_used_bytes",
            "process_cpu_usage");

    private static final Set<String> LABELS_OF_OTHERS =
            Set.of("area", "instance", "namespace", "pod", "pool", "status", "uri");

    private static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        rules().forEach(rule -> expressions.add(rule.path("expr").asText()));
        try {
            YAML.readTree(DASHBOARD.toFile()).findValues("expr").forEach(expr -> expressions.add(expr.asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return expressions;
    }

    private static List<JsonNode> rules() {
        try {
            List<JsonNode> rules = new ArrayList<>();
            YAML.readTree(ALERTS.toFile())
                    .path("groups")
                    .forEach(group -> group.path("rules").forEach(rules::add));
            return rules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void asksForMetricsAndLabelsThatThereAre(String expression) throws IOException {
        Set<String> names = new HashSet<>(OTHERS);
        Set<String> labels = new HashSet<>(LABELS_OF_OTHERS);
        readReference(names, labels);
        String bare = GROUPING.matcher(expression.replaceAll("\\$__\\w+", "5m")).replaceAll(" ");

        Matcher selectors = SELECTOR.matcher(bare);
        int found = 0;
        while (selectors.find()) {
            found++;
            assertThat(names).contains(selectors.group(1));
            if (selectors.group(2) != null) {
                LABEL.matcher(selectors.group(2))
                        .results()
                        .forEach(label -> assertThat(labels).contains(label.group(1)));
            }
        }
        assertThat(found).as(expression).isPositive();
        GROUPING.matcher(expression)
                .results()
                .flatMap(grouping -> Stream.of(grouping.group(1).split(",")))
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .forEach(label -> assertThat(labels).contains(label));
    }

    private static void readReference(Set<String> names, Set<String> labels) throws IOException {
        for (String line : Files.readAllLines(METRICS)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String name = row.group(1).replace('.', '_') + (row.group(3).equals("seconds") ? "_seconds" : "");
                switch (row.group(2)) {
                    case "counter" -> names.add(name + "_total");
                    case "gauge" -> names.add(name);
                    default -> Stream.of("_count", "_sum", "_max").forEach(end -> names.add(name + end));
                }
                Stream.of(row.group(4).split(","))
                        .map(label -> label.replace("`", "").strip())
                        .forEach(labels::add);
            }
        }
        assertThat(names).hasSizeGreaterThan(OTHERS.size() + 10);
    }

    @Test
    void eachAlertHasARunbook() throws IOException {
        List<String> headings = Files.readAllLines(RUNBOOKS).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            String alert = rule.path("alert").asText();
            assertThat(headings).contains(alert);
            assertThat(rule.at("/annotations/runbook_url").asText())
                    .isEqualTo("RUNBOOKS#" + alert.toLowerCase(Locale.ROOT));
            assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            assertThat(rule.at("/annotations/description").asText()).isNotEmpty();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
        });
        assertThat(headings)
                .containsExactlyInAnyOrderElementsOf(rules().stream()
                        .map(rule -> rule.path("alert").asText())
                        .toList());
    }

    @Test
    void theChartShipsThem() {
        List<Manifest> manifests = Chart.render(Chart.values("monitoring"));
        JsonNode rule = manifests.stream()
                .map(Manifest::json)
                .filter(json -> json.path("kind").asText().equals("PrometheusRule"))
                .findFirst()
                .orElseThrow();
        assertThat(rule.findValuesAsText("alert"))
                .containsExactlyElementsOf(
                        rules().stream().map(it -> it.path("alert").asText()).toList());
        assertThat(rule.findValuesAsText("runbook_url"))
                .allSatisfy(url -> assertThat(url).startsWith("https://").contains("#kagzi"));
        assertThat(manifests.stream().map(manifest -> manifest.json().at("/data/kagzi.json")))
                .anySatisfy(dashboard ->
                        assertThat(YAML.readTree(dashboard.asText())).isEqualTo(YAML.readTree(DASHBOARD.toFile())));
    }

    /** KEDA is not there to be asked; what it is told to read is. */
    @Test
    void theExampleForKedaReadsFiguresThatThereAre() throws IOException {
        JsonNode figures = YAML.readTree(Path.of("../kagzi-server-app/src/main/resources/openapi.json")
                        .toFile())
                .at("/components/schemas/WorkflowLoad/properties");
        String example = Files.readString(Path.of("../docs/how-to/autoscale-workers.md"));
        String yaml = example.substring(example.indexOf("```yaml\n") + 8, example.lastIndexOf("```"));
        JsonNode scaled = Manifest.all(yaml).stream()
                .map(Manifest::json)
                .filter(json -> json.path("kind").asText().equals("ScaledObject"))
                .findFirst()
                .orElseThrow();
        assertThat(scaled.at("/spec/triggers")).hasSize(2).allSatisfy(trigger -> {
            assertThat(trigger.at("/metadata/url").asText()).endsWith("/api/v1/stats");
            Matcher location = Pattern.compile("items\\.#\\(workflow==\"\\w+\"\\)\\.(\\w+)")
                    .matcher(trigger.at("/metadata/valueLocation").asText());
            assertThat(location.matches()).isTrue();
            assertThat(figures.has(location.group(1))).isTrue();
        });
    }
}
