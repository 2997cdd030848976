package dev.kagzi.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged server with the environment that the chart gives it. */
class ChartOnServerIntegrationTests {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "kgz_" + "D".repeat(43);

    /** What is read by something else than a bean of properties: by the JVM, by the logging system, and what is given as extraEnv. */
    private static final Set<String> READ_OTHERWISE =
            Set.of("JAVA_TOOL_OPTIONS", "LOGGING_STRUCTURED_FORMAT_CONSOLE", "TZ");

    private static final Pattern ORIGIN = Pattern.compile("System Environment Property \\\\\"(\\w+)\\\\\"");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = freePort();
    private final int managementPort = freePort();

    private final Map<String, Object> others = new HashMap<>();

    private EmbeddedPostgres database;
    private Process server;

    @BeforeEach
    void startDatabase() throws IOException {
        database = EmbeddedPostgres.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.destroy();
            server.waitFor(60, TimeUnit.SECONDS);
        }
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "external", "monitoring", "tls-ingress"})
    void bindsAllItIsGivenAndAnswersItsProbes(String values) throws Exception {
        JsonNode container = start(values);
        Map<String, String> environment = environment(values, container);

        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container.path(probe).path("httpGet");
            assertThat(get.path("port").asText()).isEqualTo("management");
            assertThat(get("http://localhost:" + managementPort
                                    + get.path("path").asText())
                            .statusCode())
                    .as(probe)
                    .isEqualTo(200);
        }
        Set<String> own = new TreeSet<>(environment.keySet());
        own.removeAll(READ_OTHERWISE);
        assertThat(bound()).containsAll(own);
        assertThat(Files.readAllLines(log()).stream()
                        .filter(line -> line.startsWith("{"))
                        .map(ChartOnServerIntegrationTests::parsed))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.path("message").asText()).isNotEmpty());
    }

    /** The kubelet gives the mount point to root: the server makes a directory of its own in it. */
    @Test
    void theDataOfTheEmbeddedDatabaseAreBelowTheirVolume() {
        JsonNode container = container("dev");
        String directory =
                manifest("dev", "ConfigMap").at("/data/KAGZI_EMBEDDED_DATADIR").asText();
        assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
                .anySatisfy(mount -> assertThat(directory).startsWith(mount + "/"));
    }

    @Test
    void answersToTheNamesOfItsServiceAndOfItsRoutes() throws Exception {
        others.putAll(Map.of("tls.existingSecret", "", "tls.terminatedByProxy", true));
        start("tls-ingress");
        for (String name :
                List.of("shop-kagzi", "shop-kagzi.kagzi.svc.cluster.local", "kagzi.example.com", "kagzi.example.org")) {
            assertThat(statusOfRequestTo(name)).as(name).contains(" 401 ");
        }
        assertThat(statusOfRequestTo("other.example.com")).contains(" 403 ");
    }

    private String statusOfRequestTo(String name) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /api/v1/info HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(name)
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private JsonNode start(String values) throws Exception {
        makeCertificate();
        JsonNode container = container(values);
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("../kagzi-server-app/target/kagzi-server-app.jar")
                                .toAbsolutePath()
                                .toString(),
                        "--management.endpoints.web.exposure.include=health,configprops")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        command.environment().putAll(environment(values, container));
        server = command.start();
        await().atMost(LONG_ENOUGH).until(() -> !server.isAlive() || isReady());
        assertThat(server.isAlive()).as(Files.readString(log())).isTrue();
        return container;
    }

    private boolean isReady() {
        try {
            return get("http://localhost:" + managementPort + "/actuator/health/readiness")
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode container(String values) {
        return manifest(values, "Deployment").at("/spec/template/spec/containers/0");
    }

    private JsonNode manifest(String values, String kind) {
        if (!values.equals("dev")) {
            others.put("database.external.url", database.getJdbcUrl("postgres", "postgres"));
        }
        return Chart.render(Chart.values(values), others).stream()
                .map(Manifest::json)
                .filter(json -> json.path("kind").asText().equals(kind)
                        && json.at("/metadata/name").asText().equals("shop-kagzi"))
                .findFirst()
                .orElseThrow();
    }

    /** With secrets and volumes in their places. */
    private Map<String, String> environment(String values, JsonNode container) {
        Map<String, String> environment = new HashMap<>();
        manifest(values, "ConfigMap")
                .path("data")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        for (JsonNode variable : container.path("env")) {
            String secret = variable.at("/valueFrom/secretKeyRef/key").asText();
            environment.put(
                    variable.path("name").asText(),
                    switch (secret) {
                        case "admin-key" -> KEY;
                        case "username" -> "postgres";
                        case "password" -> "none";
                        default -> variable.path("value").asText();
                    });
        }
        // Those of the container are fixed, and maybe taken here.
        environment.replace("SERVER_PORT", String.valueOf(port));
        environment.replace("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort));
        environment.replaceAll((name, value) ->
                value.replace("/etc/kagzi/tls", directory.toString()).replace("/var/lib/kagzi", directory.toString()));
        return environment;
    }

    /** The environment variables that properties are bound to. */
    private Set<String> bound() throws IOException {
        String properties = get("http://localhost:" + managementPort + "/actuator/configprops")
                .body();
        Set<String> bound = new TreeSet<>();
        ORIGIN.matcher(properties).results().forEach(origin -> bound.add(origin.group(1)));
        return bound;
    }

    private HttpResponse<String> get(String url) throws IOException {
        try {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As a secret of the type kubernetes.io/tls holds it. */
    private void makeCertificate() throws Exception {
        Path store = directory.resolve("tls.p12");
        char[] password = "changeit".toCharArray();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "kagzi",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=kagzi.example.com",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(password))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        Base64.Encoder base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        write(
                "tls.key",
                "PRIVATE KEY",
                base64.encodeToString(keys.getKey("kagzi", password).getEncoded()));
        write(
                "tls.crt",
                "CERTIFICATE",
                base64.encodeToString(keys.getCertificate("kagzi").getEncoded()));
    }

    private void write(String file, String type, String base64) throws IOException {
        Files.writeString(
                directory.resolve(file), "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type));
    }

    private static JsonNode parsed(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private Path log() {
        return directory.resolve("server.log");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
