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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts and dashboard ask for metrics and labels that there are: those of the reference, which a test of the server compares with a server. */
class MonitoringTests {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Path ALERTS = Chart.DIRECTORY.resolve("files/alerts.yaml");
    private static final Path DASHBOARD = Chart.DIRECTORY.resolve("files/dashboard.json");
    private static final Path METRICS = Path.of("../docs/reference/metrics.md");
    private static final Path RUNBOOKS = Path.of("../docs/operations/runbooks.md");

    private static final Pattern ROW =
            Pattern.compile("\\| `(kagzi\\.[\\w.]+)` \\| ([\\w ]+) \\| (\\w*) \\| (.*?) \\|.*");
    /** Those of Spring Boot, with their labels. */
    private static final Map<String, Set<String>> OTHERS = Map.of(
            "hikaricp_connections_active", Set.of("pool"),
            "hikaricp_connections_pending", Set.of("pool"),
            "http_server_requests_seconds_count", Set.of("error", "exception", "method", "outcome", "status", "uri"));

    /** What Prometheus gives to all it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "namespace", "pod");

    private static List<Expression> expressions() {
        return Stream.concat(alerts(), dashboard()).toList();
    }

    static Stream<Expression> alerts() {
        return rules().stream().map(rule -> new Expression(rule.path("expr").asText()));
    }

    /** Those of its panels, and those that its variables are chosen from. */
    private static Stream<Expression> dashboard() {
        try {
            JsonNode dashboard = YAML.readTree(DASHBOARD.toFile());
            Stream<String> variables =
                    variables(dashboard).map(variable -> variable.path("query").asText());
            return Stream.concat(dashboard.findValuesAsText("expr").stream(), variables)
                    .map(Expression::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> variables(JsonNode dashboard) {
        return dashboard
                .at("/templating/list")
                .valueStream()
                .filter(variable -> variable.path("type").asText().equals("query"));
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
    void asksForMetricsAndLabelsThatThereAre(Expression expression) throws IOException {
        assertThat(expression.selectors()).isNotEmpty();
        assertThat(unknown(expression)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sum(kagzi_server_runs_begun_total) | kagzi_server_runs_begun_total",
                "max(kagzi_server_runs{kind=\"due\"}) | kagzi_server_runs.kind",
                "sum by (status) (rate(kagzi_server_claims_total[5m])) | kagzi_server_claims_total.status",
                "sum by (kind) (a) / sum(kagzi_server_claims_total) by (kind) | kagzi_server_claims_total.kind",
                "max(kagzi_server_runs) unless on (outcome) kagzi_server_firings_total | kagzi_server_runs.outcome",
                "sum by (service) (kagzi_server_sweep_seconds_bucket) | kagzi_server_sweep_seconds_bucket",
            })
    void findsWhatThereIsNot(String expression, String missing) throws IOException {
        assertThat(unknown(new Expression(expression))).containsExactly(missing);
    }

    /** What the expression asks for and no server has. */
    private static List<String> unknown(Expression expression) throws IOException {
        Map<String, Set<String>> reference = reference();
        List<String> unknown = new ArrayList<>();
        for (Expression.Selector selector : expression.selectors()) {
            if (!reference.containsKey(selector.metric())) {
                unknown.add(selector.metric());
            }
        }
        for (Expression.Asked asked : expression.labels()) {
            Set<String> labels = reference.getOrDefault(asked.metric(), Set.of(asked.label()));
            if (!labels.contains(asked.label()) && !OF_PROMETHEUS.contains(asked.label())) {
                unknown.add(asked.metric() + "." + asked.label());
            }
        }
        return unknown;
    }

    /** Two installations may have one Prometheus. */
    @Test
    void asksForOneInstallation() throws IOException {
        assertThat(alerts().flatMap(expression -> expression.selectors().stream()))
                .isNotEmpty()
                .allSatisfy(selector -> assertThat(selector.labels()).containsEntry("namespace", "NAMESPACE"));
        JsonNode dashboard = YAML.readTree(DASHBOARD.toFile());
        assertThat(dashboard.findValuesAsText("expr").stream()
                        .flatMap(expression -> new Expression(expression).selectors().stream()))
                .isNotEmpty()
                .allSatisfy(selector -> assertThat(selector.labels())
                        .containsEntry("namespace", "$namespace")
                        .containsEntry("job", "$job"));
        assertThat(variables(dashboard).map(variable -> variable.path("name").asText()))
                .containsExactly("namespace", "job");
    }

    /** Each metric as Prometheus names it, with its labels. */
    private static Map<String, Set<String>> reference() throws IOException {
        Map<String, Set<String>> reference = new HashMap<>(OTHERS);
        for (String line : Files.readAllLines(METRICS)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = Stream.of(row.group(4).split(","))
                        .map(label -> label.replace("`", "").strip())
                        .collect(Collectors.toSet());
                names(row).forEach(name -> reference.put(name, labels));
            }
        }
        assertThat(reference).hasSizeGreaterThan(OTHERS.size() + 10);
        return reference;
    }

    private static Stream<String> names(MatchResult row) {
        String name = row.group(1).replace('.', '_') + (row.group(3).equals("seconds") ? "_seconds" : "");
        return switch (row.group(2)) {
            case "counter" -> Stream.of(name + "_total");
            case "gauge" -> Stream.of(name);
            default -> Stream.of("_count", "_sum", "_max").map(end -> name + end);
        };
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
