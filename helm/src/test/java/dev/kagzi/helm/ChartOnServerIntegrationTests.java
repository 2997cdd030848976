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
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
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

    private static final String MIGRATIONS = "SELECT count(*) FROM kagzi.flyway_schema_history";
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)[ {]");
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
    void startDatabase() throws Exception {
        makeCertificate();
        database = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", directory.resolve("tls.crt").toString())
                .setServerConfig("ssl_key_file", directory.resolve("tls.key").toString())
                .start();
        execute("postgres", "CREATE DATABASE kagzi");
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
    @ValueSource(strings = {"cnpg", "dev", "external", "monitoring", "tls-ingress"})
    void bindsAllItIsGivenAndAnswersItsProbes(String values) throws Exception {
        JsonNode container = start(values, "--management.endpoints.web.exposure.include=health,configprops");
        Map<String, String> environment = environment(values, container);

        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            JsonNode get = container.path(probe).path("httpGet");
            assertThat(get.path("port").asText()).isEqualTo("management");
            assertThat(get(management(get.path("path").asText())).statusCode())
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

    /** With the roles that the page on upgrades has: that of the servers may not make a table. */
    @Test
    void aJobMigratesForServersThatMayNot() throws Exception {
        String page = Files.readString(Path.of("../docs/operations/upgrade.md"));
        String roles = page.substring(page.indexOf("```sql\n") + 7, page.lastIndexOf("```"));
        for (String sql : roles.split(";\\s*\n")) {
            if (!sql.startsWith("CREATE DATABASE")) {
                execute("kagzi", sql);
            }
        }
        JsonNode job = manifest("migration-job", "Job", "shop-kagzi-migrate").at("/spec/template/spec/containers/0");
        // What the image itself begins with is the jar.
        assertThat(job.has("command")).isFalse();

        Process migration = run(job, "migration-job");
        assertThat(migration.waitFor(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(migration.exitValue()).as(Files.readString(log())).isZero();
        String migrated = execute("kagzi", MIGRATIONS);
        assertThat(Integer.parseInt(migrated)).isPositive();

        bindsAllItIsGivenAndAnswersItsProbes("migration-job");
        assertThat(execute("kagzi", MIGRATIONS)).isEqualTo(migrated);
    }

    @Test
    void aScrapeFindsWhatAlertsAskFor() throws Exception {
        start("monitoring");
        completeARun();
        JsonNode endpoint =
                manifest("monitoring", "ServiceMonitor", "shop-kagzi").at("/spec/endpoints/0");
        assertThat(endpoint.path("port").asText()).isEqualTo("management");
        String url = management(endpoint.path("path").asText());
        List<String> asked = MonitoringTests.alerts()
                .flatMap(expression -> expression.selectors().stream())
                .map(Expression.Selector::metric)
                .distinct()
                .toList();
        // Some are counted every fifteen seconds.
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(
                                SAMPLE.matcher(get(url).body()).results().map(sample -> sample.group(1)))
                        .containsAll(asked));
    }

    private void completeARun() throws IOException {
        String session = post(
                        "/worker/sessions",
                        "{'instanceId':'%s','application':'test','workflows':[{'name':'order','version':1}]}"
                                .formatted(UUID.randomUUID()))
                .path("workerId")
                .asText();
        post("/runs", "{'workflow':'order'}");
        JsonNode claimed = post(
                        "/worker/sessions/" + session + "/poll",
                        "{'requestId':1,'free':1,'wait':'0s','workflows':[{'name':'order','versions':[1],'free':1}]}")
                .at("/runs/0");
        post(
                "/worker/sessions/" + session + "/reports",
                "{'reports':[{'type':'runCompleted','runId':'%s','leaseToken':'%s','output':1}]}"
                        .formatted(
                                claimed.path("runId").asText(),
                                claimed.path("leaseToken").asText()));
    }

    /** The kubelet gives the mount point to root: the server makes a directory of its own in it. */
    @Test
    void theDataOfTheEmbeddedDatabaseAreBelowTheirVolume() {
        JsonNode container = container("dev");
        String directory = manifest("dev", "ConfigMap", "shop-kagzi")
                .at("/data/KAGZI_EMBEDDED_DATADIR")
                .asText();
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

    private JsonNode start(String values, String... arguments) throws Exception {
        JsonNode container = container(values);
        server = run(container, values, arguments);
        await().atMost(LONG_ENOUGH).until(() -> !server.isAlive() || isReady());
        assertThat(server.isAlive()).as(Files.readString(log())).isTrue();
        return container;
    }

    /** As the image does: with the arguments of the container, and here with more of them. */
    private Process run(JsonNode container, String values, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of("../kagzi-server-app/target/kagzi-server-app.jar")
                        .toAbsolutePath()
                        .toString()));
        container.path("args").forEach(argument -> command.add(argument.asText()));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        process.environment().putAll(environment(values, container));
        return process.start();
    }

    private boolean isReady() {
        try {
            return get(management("/actuator/health/readiness")).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String management(String path) {
        return "http://localhost:" + managementPort + path;
    }

    private JsonNode container(String values) {
        return manifest(values, "Deployment", "shop-kagzi").at("/spec/template/spec/containers/0");
    }

    private JsonNode manifest(String values, String kind, String name) {
        return Chart.render(Chart.values(values), others).stream()
                .map(Manifest::json)
                .filter(json -> json.path("kind").asText().equals(kind)
                        && json.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** With secrets, volumes and the database in their places. */
    private Map<String, String> environment(String values, JsonNode container) {
        Map<String, String> environment = new HashMap<>();
        if (container.has("envFrom")) {
            manifest(values, "ConfigMap", "shop-kagzi")
                    .path("data")
                    .properties()
                    .forEach(entry ->
                            environment.put(entry.getKey(), entry.getValue().asText()));
        }
        for (JsonNode variable : container.path("env")) {
            JsonNode secret = variable.at("/valueFrom/secretKeyRef");
            environment.put(
                    variable.path("name").asText(),
                    switch (secret.path("key").asText()) {
                        case "admin-key" -> KEY;
                        case "username" -> role(secret.path("name").asText());
                        case "password" -> "none";
                        default -> variable.path("value").asText();
                    });
        }
        // Those of the container are fixed, and maybe taken here.
        environment.replace("SERVER_PORT", String.valueOf(port));
        environment.replace("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort));
        // No load balancer has to notice its end.
        environment.replace("KAGZI_SERVER_SHUTDOWNDELAY", "0s");
        environment.computeIfPresent(
                "SPRING_DATASOURCE_URL",
                (name, url) -> url.replaceFirst("//[^/]+/", "//localhost:" + database.getPort() + "/"));
        environment.replaceAll((name, value) -> value.replaceAll("/etc/kagzi/(tls|db)", directory.toString())
                .replace("/var/lib/kagzi", directory.toString()));
        return environment;
    }

    private static String role(String secret) {
        return secret.matches("kagzi-(owner|runtime)") ? secret.replace('-', '_') : "postgres";
    }

    /** Returns the first value of the answer, where there is one. */
    private String execute(String name, String sql) throws SQLException {
        try (Connection connection = database.getDatabase("postgres", name).getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            ResultSet rows = statement.getResultSet();
            rows.next();
            return rows.getString(1);
        }
    }

    /** The environment variables that properties are bound to. */
    private Set<String> bound() throws IOException {
        String properties = get(management("/actuator/configprops")).body();
        Set<String> bound = new TreeSet<>();
        ORIGIN.matcher(properties).results().forEach(origin -> bound.add(origin.group(1)));
        return bound;
    }

    private HttpResponse<String> get(String url) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private JsonNode post(String path, String json) throws IOException {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1" + path))
                        .header("Authorization", "Bearer " + KEY)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json.replace('\'', '"'))));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As a secret of the type kubernetes.io/tls holds it; it has signed itself. */
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
                        "-ext",
                        "SAN=dns:localhost",
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
        Files.copy(directory.resolve("tls.crt"), directory.resolve("ca.crt"));
        // PostgreSQL takes no key that others can read.
        Files.setPosixFilePermissions(directory.resolve("tls.key"), PosixFilePermissions.fromString("rw-------"));
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
