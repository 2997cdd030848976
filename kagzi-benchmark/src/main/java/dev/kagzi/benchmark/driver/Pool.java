package dev.kagzi.benchmark.driver;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Connections for competitors that live in the driver's process. */
final class Pool {

    private static final int CONNECTIONS = 20;

    private Pool() {}

    static HikariDataSource of(Task task) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(task.databaseUrl());
        config.setMaximumPoolSize(CONNECTIONS);
        return new HikariDataSource(config);
    }
}
