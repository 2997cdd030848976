package dev.kagzi.chaos.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class DatabaseIntegrationTests {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void keepsWhatWasCommittedOverAnImmediateStop() throws SQLException {
        Database database = new Database(directory, Ports.free(1).get(0));
        try {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept (number int)");
                statement.execute("INSERT INTO kept VALUES (42)");
                database.stopImmediately();
            }
            database.start();
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT number, current_setting('fsync') FROM kept")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(42);
                assertThat(rows.getString(2)).isEqualTo("on");
            }
        } finally {
            database.close();
        }
    }
}
