package dev.kagzi.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kagzi.server.KagziServerApplication;
import dev.kagzi.server.test.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What an operator reads when the server does not start: what is wrong, and what to do. */
@ExtendWith(OutputCaptureExtension.class)
class StartupFailureIntegrationTests {

    @Test
    void aDatabaseThatIsNotThere(CapturedOutput output) {
        refuses(output, "--spring.datasource.url=jdbc:postgresql://127.0.0.1:1/kagzi?password=secret")
                .contains("The database at 'jdbc:postgresql://127.0.0.1:1/kagzi' cannot be used: Connection to")
                .contains("'spring.datasource.url'")
                .doesNotContain("secret");
    }

    @Test
    void aUserWhomTheDatabaseDoesNotKnow(CapturedOutput output) {
        refuses(output, "--spring.datasource.url=" + TestDatabase.newUrl().replace("user=postgres", "user=nobody"))
                .contains("\"nobody\"")
                .contains("'spring.datasource.username'");
    }

    @Test
    void tablesOfAnotherVersion(CapturedOutput output) throws SQLException {
        String url = TestDatabase.newMigratedUrl();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE kagzi.flyway_schema_history SET checksum = 1 WHERE version = '1'");
        }

        refuses(output, "--spring.datasource.url=" + url, "--spring.datasource.username=postgres")
                .contains("not those of this version of the server")
                .contains("later release");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.address=0.0.0.0", "kagzi.server.lease-duration=0s", "kagzi.server.max-steps=many"})
    void aWrongProperty(String property, CapturedOutput output) {
        String name = property.substring(0, property.indexOf('='));
        refuses(output, "--spring.datasource.url=" + TestDatabase.newUrl(), "--" + property)
                .contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--server.address=0.0.0.0 | kagzi.security.enabled kagzi.bootstrap.admin-key server.address",
                "--server.address=0.0.0.0 --kagzi.security.enabled=true | server.ssl.bundle kagzi.security.tls-terminated-by-proxy",
                "--server.address=0.0.0.0 --kagzi.security.enabled=true --kagzi.security.tls-terminated-by-proxy=true | kagzi.security.allowed-hosts",
                "--server.address=0.0.0.0 --server.port=1 --management.server.port=1 | management.server.port",
                "--kagzi.security.tls-terminated-by-proxy=true | kagzi.security.enabled",
                "--kagzi.security.tls-terminated-by-proxy=true --kagzi.security.enabled=true --management.server.port=0 --server.port=0 --management.server.address= --management.server.port= | management.server.port",
                "--kagzi.security.enabled=true | kagzi.bootstrap.admin-key kgz_",
                "--kagzi.security.enabled=true --kagzi.bootstrap.admin-key= | kagzi.bootstrap.admin-key kgz_",
                "--kagzi.bootstrap.admin-key=secret-of-somebody | kagzi.bootstrap.admin-key kgz_",
                "--kagzi.security.allowed-hosts=http://a.example | kagzi.security.allowed-hosts http://a.example",
                "--kagzi.security.requests-per-second=0 | kagzi.security.requests-per-second",
                "--spring.security.oauth2.client.registration.staff.client-id=kagzi | kagzi.security.enabled spring.security.oauth2.client.registration",
                "--kagzi.console.oidc.grants[0].value=ops | kagzi.console.oidc.grants[0].role",
            })
    void aServerThatOthersCouldUseOrNobody(String arguments, String named, CapturedOutput output) {
        List<String> all = new ArrayList<>(
                List.of("--spring.datasource.url=" + TestDatabase.newUrl(), "--spring.datasource.username=postgres"));
        all.addAll(List.of(arguments.split(" ")));
        refuses(output, all.toArray(String[]::new)).contains(named.split(" ")).doesNotContain("secret-of-somebody");
    }

    private static org.assertj.core.api.AbstractCharSequenceAssert<?, ? extends CharSequence> refuses(
            CapturedOutput output, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--management.server.port=0"));
        all.addAll(List.of(arguments));
        assertThatThrownBy(() -> SpringApplication.run(KagziServerApplication.class, all.toArray(String[]::new)))
                .isNotNull();
        assertThat(output).contains("APPLICATION FAILED TO START");
        return assertThat(output.getAll().substring(output.getAll().indexOf("APPLICATION FAILED TO START")));
    }
}
