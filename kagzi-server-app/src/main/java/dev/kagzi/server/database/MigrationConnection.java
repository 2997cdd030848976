package dev.kagzi.server.database;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Migrations have connections of their own: they may take longer than the pool lets anything take, and they may have another user,
 * with rights the server does not need later.
 */
@Component
public class MigrationConnection implements FlywayConnectionDetails {

    private final JdbcConnectionDetails database;
    private final Environment environment;

    MigrationConnection(JdbcConnectionDetails database, Environment environment) {
        this.database = database;
        this.environment = environment;
    }

    @Override
    public @Nullable String getUsername() {
        return property("user", database.getUsername());
    }

    @Override
    public @Nullable String getPassword() {
        return property("password", database.getPassword());
    }

    @Override
    public @Nullable String getJdbcUrl() {
        return property("url", database.getJdbcUrl());
    }

    private @Nullable String property(String name, @Nullable String otherwise) {
        String value = environment.getProperty("spring.flyway." + name);
        return value == null ? otherwise : value;
    }
}
