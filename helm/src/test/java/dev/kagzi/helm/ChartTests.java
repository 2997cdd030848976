package dev.kagzi.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTests {

    /** There is no model of these. */
    private static final Set<String> NO_MODEL =
            Set.of("postgresql.cnpg.io/v1 Cluster", "gateway.networking.k8s.io/v1 BackendTLSPolicy");

    private static List<Path> values() {
        return Chart.values();
    }

    @ParameterizedTest
    @MethodSource("values")
    void lint(Path values, @TempDir Path directory) {
        LintResult result = Chart.lint(values, directory.resolve("chart"));
        assertThat(result.isFailed())
                .as(String.join("\n", result.getMessages()))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyObjectIsOneThatKubernetesTakes(Path values) {
        List<Manifest> manifests = Chart.render(values);
        assertThat(manifests).isNotEmpty();
        for (Manifest manifest : manifests) {
            if (!NO_MODEL.contains(manifest.type())) {
                assertThat(manifest).matches(Manifest::hasModel, "has a model");
                assertThat(manifest.strict().getMetadata().getName()).isEqualTo(manifest.name());
            }
        }
        assertThat(manifests).extracting(Manifest::toString).doesNotHaveDuplicates();
    }

    @Test
    void everyKindIsRendered() {
        assertThat(Chart.values().stream()
                        .flatMap(values -> Chart.render(values).stream())
                        .map(manifest -> manifest.json().path("kind").asText()))
                .contains(
                        "Cluster",
                        "ConfigMap",
                        "Deployment",
                        "HorizontalPodAutoscaler",
                        "HTTPRoute",
                        "Ingress",
                        "Job",
                        "NetworkPolicy",
                        "PersistentVolumeClaim",
                        "PodDisruptionBudget",
                        "PrometheusRule",
                        "Service",
                        "ServiceAccount",
                        "ServiceMonitor");
    }

    /** As the profile 'restricted' of the pod security standards has it. */
    @ParameterizedTest
    @MethodSource("values")
    void podsAreRestricted(Path values) {
        for (JsonNode pod : pods(Chart.render(values))) {
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.path("hostNetwork").asBoolean()).isFalse();
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("containers")).isNotEmpty();
            for (JsonNode container : pod.path("containers")) {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
                assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
                assertThat(container.path("image").asText())
                        .doesNotEndWith(":latest")
                        .matches("[^:@]+(:[^:]+|@sha256:[0-9a-f]{64})");
            }
            for (JsonNode volume : pod.path("volumes")) {
                assertThat(volume.has("hostPath")).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void nothingIsAPassword(Path values) {
        for (Manifest manifest : Chart.render(values)) {
            assertThat(manifest.json().path("kind").asText()).isNotEqualTo("Secret");
        }
        for (JsonNode pod : pods(Chart.render(values))) {
            for (JsonNode container : pod.path("containers")) {
                for (JsonNode variable : container.path("env")) {
                    if (variable.path("name").asText().matches(".*(PASSWORD|USERNAME|KEY)")) {
                        assertThat(variable.path("value").isMissingNode()).isTrue();
                        assertThat(variable.at("/valueFrom/secretKeyRef/name").asText())
                                .isNotEmpty();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "external, replicaCuont, 3",
        "external, database.mod, dev",
        "external, database.mode, mysql",
        "external, security.adminKey.existingsecret, kagzi-admin",
        "external, replicaCount, many",
        "external, replicaCount, 0",
        "external, service.port, 70000",
        "external, autoscaling.enabled, maybe",
        "tls-ingress, httpRoute.hostnames[0], *.example.com",
    })
    void aTypoIsRefused(String values, String name, String value) {
        assertThatThrownBy(() -> Chart.render(Chart.values(values), name, value))
                .hasMessageContaining(name.substring(name.lastIndexOf('.') + 1).replaceAll("\\[.*", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "external, security.adminKey.existingSecret, '', security.adminKey.existingSecret",
        "external, tls.terminatedByProxy, false, tls.existingSecret",
        "external, database.external.existingSecret, '', database.external.existingSecret",
        "external, database.external.url, '', database.external.url",
        "external, database.external.caSecret, kagzi-db-ca, sslrootcert=/etc/kagzi/db/ca.crt",
        "dev, migrations.mode, job, migrations.mode=job",
        "cnpg, migrations.mode, job, migrations.mode=job",
        "external, image.repository, '', image.repository",
        "external, ingress.enabled, true, ingress.hosts",
        "external, httpRoute.enabled, true, httpRoute.hostnames",
        "tls-ingress, httpRoute.backendTls.hostname, '', httpRoute.backendTls.hostname",
        "external, shutdownDelaySeconds, 40, terminationGracePeriodSeconds",
        "cnpg, autoscaling.minReplicas, 9, autoscaling.maxReplicas",
    })
    void whatCannotWorkIsRefused(String values, String name, String value, String named) {
        Object typed = value.matches("true|false")
                ? Boolean.valueOf(value)
                : value.matches("\\d+") ? Integer.valueOf(value) : value;
        assertThatThrownBy(() -> Chart.render(Chart.values(values), name, typed))
                .hasMessageContaining(named);
    }

    @Test
    void podsAreReplacedWhenTheirConfigurationChanges() {
        Path external = Chart.values("external");
        String before = checksum(Chart.render(external));
        assertThat(checksum(Chart.render(external, "database.poolSize", 12)))
                .isNotEmpty()
                .isNotEqualTo(before);
        assertThat(checksum(Chart.render(external))).isEqualTo(before);
    }

    private static String checksum(List<Manifest> manifests) {
        return only(manifests, "Deployment")
                .at("/spec/template/metadata/annotations/checksum~1config")
                .asText();
    }

    /** What selects pods has to find those of the deployment, and none of a migration. */
    @ParameterizedTest
    @MethodSource("values")
    void selectorsFindTheServers(Path values) {
        List<Manifest> manifests = Chart.render(values);
        JsonNode labels = only(manifests, "Deployment").at("/spec/template/metadata/labels");
        List<JsonNode> selectors = new ArrayList<>();
        selectors.add(only(manifests, "Deployment").at("/spec/selector/matchLabels"));
        all(manifests, "Service").forEach(it -> selectors.add(it.at("/spec/selector")));
        all(manifests, "PodDisruptionBudget").forEach(it -> selectors.add(it.at("/spec/selector/matchLabels")));
        all(manifests, "NetworkPolicy").forEach(it -> selectors.add(it.at("/spec/podSelector/matchLabels")));
        for (JsonNode selector : selectors) {
            assertThat(selector).isNotEmpty();
            selector.properties()
                    .forEach(label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue()));
            for (JsonNode job : all(manifests, "Job").toList()) {
                JsonNode others = job.at("/spec/template/metadata/labels");
                assertThat(selector.properties())
                        .anySatisfy(
                                label -> assertThat(others.path(label.getKey())).isNotEqualTo(label.getValue()));
            }
        }
    }

    /** Before the servers, which do not start on tables that are not up to date. */
    @Test
    void aJobMigratesBeforeServersAreInstalledOrReplaced() throws IOException {
        String template = Files.readString(Chart.DIRECTORY.resolve("templates/migration-job.yaml"));
        assertThat(template).contains("helm.sh/hook: pre-install,pre-upgrade\n");
        List<Manifest> manifests = Chart.render(Chart.values("migration-job"));
        JsonNode job = only(manifests, "Job").at("/spec/template/spec/containers/0");
        assertThat(job.at("/args/0").asText()).isEqualTo("migrate");
        assertThat(job.path("env").findValuesAsText("name")).contains("SPRING_DATASOURCE_URL", "kagzi-owner");
        assertThat(manifests.stream()
                        .map(manifest ->
                                manifest.json().at("/data/KAGZI_SERVER_MIGRATE").asText()))
                .contains("false");
    }

    /** Where the URL looks for it, whatever its entry is called, and in each pod that asks the database. */
    @Test
    void podsTrustWhoHasSignedTheCertificateOfTheDatabase() {
        List<JsonNode> pods = pods(Chart.render(Chart.values("migration-job")));
        assertThat(pods).hasSize(2).allSatisfy(pod -> {
            JsonNode volume = named(pod.path("volumes"), "database-ca");
            assertThat(volume.at("/secret/secretName").asText()).isEqualTo("kagzi-db-ca");
            assertThat(volume.at("/secret/items/0/key").asText()).isEqualTo("root.pem");
            JsonNode mount = named(pod.at("/containers/0/volumeMounts"), "database-ca");
            assertThat(mount.path("readOnly").asBoolean()).isTrue();
            assertThat(named(pod.at("/containers/0/env"), "SPRING_DATASOURCE_URL")
                            .path("value")
                            .asText())
                    .endsWith("sslrootcert=" + mount.path("mountPath").asText() + "/"
                            + volume.at("/secret/items/0/path").asText());
        });
    }

    private static JsonNode named(JsonNode items, String name) {
        return items.valueStream()
                .filter(item -> item.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void autoscalingLeavesTheNumberOfServersAlone() {
        assertThat(only(Chart.render(Chart.values("cnpg")), "Deployment")
                        .at("/spec/replicas")
                        .isMissingNode())
                .isTrue();
        assertThat(only(Chart.render(Chart.values("external")), "Deployment")
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
    }

    private static JsonNode only(List<Manifest> manifests, String kind) {
        List<JsonNode> found = all(manifests, kind).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Stream<JsonNode> all(List<Manifest> manifests, String kind) {
        return manifests.stream()
                .map(Manifest::json)
                .filter(json -> json.path("kind").asText().equals(kind));
    }

    private static List<JsonNode> pods(List<Manifest> manifests) {
        Set<String> kinds = Set.of("Deployment", "Job");
        List<JsonNode> pods = manifests.stream()
                .map(Manifest::json)
                .filter(json -> kinds.contains(json.path("kind").asText()))
                .map(json -> Objects.requireNonNull(json.at("/spec/template/spec")))
                .toList();
        assertThat(pods).isNotEmpty();
        return pods;
    }
}
