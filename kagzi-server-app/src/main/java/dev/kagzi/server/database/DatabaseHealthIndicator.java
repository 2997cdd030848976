package dev.kagzi.server.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Asks the database on a connection of its own: a pool that is busy is no reason to take the server out of service, and one whose
 * connections are half open must not hold up who asks. The answer comes within five seconds and is good for one.
 */
@Component("dbHealthIndicator")
class DatabaseHealthIndicator implements HealthIndicator {

    private static final String CONNECT_SECONDS = "2";
    private static final String ANSWER_SECONDS = "3";
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final JdbcConnectionDetails database;
    private @Nullable Health last;
    private long lastNanos;

    DatabaseHealthIndicator(JdbcConnectionDetails database) {
        this.database = database;
    }

    @Override
    public synchronized Health health() {
        Health known = last;
        if (known == null || System.nanoTime() - lastNanos > FRESH_NANOS) {
            known = ask();
            last = known;
            lastNanos = System.nanoTime();
        }
        return known;
    }

    private Health ask() {
        try (Connection connection = DriverManager.getConnection(database.getJdbcUrl(), properties());
                Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("SHOW server_version")) {
            version.next();
            return Health.up().withDetail("postgresql", version.getString(1)).build();
        } catch (SQLException e) {
            return Health.down(e).build();
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        put(properties, "user", database.getUsername());
        put(properties, "password", database.getPassword());
        put(properties, "loginTimeout", CONNECT_SECONDS);
        put(properties, "socketTimeout", ANSWER_SECONDS);
        put(properties, "ApplicationName", "kagzi-server-health");
        return properties;
    }

    private static void put(Properties properties, String name, @Nullable String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }
}
