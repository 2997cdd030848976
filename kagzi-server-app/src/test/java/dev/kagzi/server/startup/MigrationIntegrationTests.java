package dev.kagzi.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.test.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

/** A server without rights to change tables, and the command that changes them for it. */
@ExtendWith(OutputCaptureExtension.class)
class MigrationIntegrationTests {

    private final String url = TestDatabase.newUrl();

    @Test
    void aServerThatMustNotMigrateRefusesADatabaseThatLacksTables(CapturedOutput output) {
        assertThatThrownBy(() -> start(url, "postgres")).isNotNull();
        assertThat(output)
                .contains("The database lacks migrations of this version of the server: V1__runs_and_workers.sql, V2__")
                .contains("java -jar kagzi-server-app.jar migrate")
                .contains("kagzi.server.migrate=true");
        assertThat(schemas()).isZero();
    }

    /** With the roles that the page on upgrades has. */
    @Test
    void aServerWorksWithARoleThatReadsAndWritesRowsOnly() throws Exception {
        String page = Files.readString(Path.of("../docs/operations/upgrade.md"));
        String roles = page.substring(page.indexOf("```sql\n") + 7, page.lastIndexOf("```"));
        int inDatabase = roles.indexOf("-- And in that database");
        execute(url, roles.substring(0, inDatabase));
        String itsUrl = url.replaceFirst("/test_\\d+", "/kagzi");
        execute(itsUrl, roles.substring(inDatabase));

        KagziServerApplication.main(new String[] {
            "migrate",
            "--spring.datasource.url=" + as("kagzi_owner", itsUrl),
            "--spring.datasource.username=kagzi_owner"
        });
        try (ConfigurableApplicationContext server = start(itsUrl, "kagzi_runtime")) {
            int port = ((WebServerApplicationContext) server).getWebServer().getPort();
            RestClient client = RestClient.create("http://localhost:" + port + "/api/v1");
            assertThat(client.post()
                            .uri("/namespaces")
                            .header("Content-Type", "application/json")
                            .body("{\"name\":\"shop\"}")
                            .retrieve()
                            .toBodilessEntity()
                            .getStatusCode()
                            .value())
                    .isEqualTo(201);
        }
    }

    private static String as(String user, String url) {
        return url.replace("user=postgres", "user=" + user);
    }

    private static ConfigurableApplicationContext start(String url, String user) {
        return SpringApplication.run(
                KagziServerApplication.class,
                "--server.port=0",
                "--management.server.port=0",
                "--kagzi.server.migrate=false",
                "--spring.datasource.url=" + as(user, url),
                "--spring.datasource.username=" + user);
    }

    private long schemas() {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM pg_namespace WHERE nspname = 'kagzi'")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One after the other: not all of them are for transactions. */
    private static void execute(String url, String script) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : script.split(";\\s*\n")) {
                statement.execute(sql);
            }
        }
    }
}
