package dev.kagzi.server;

import dev.kagzi.server.database.MigrationConnection;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The command {@code migrate}: brings the schema of a database up to date, and ends. For servers that have no right to. */
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import(MigrationConnection.class)
final class SchemaMigration {

    static final String COMMAND = "migrate";

    private SchemaMigration() {}

    static void run(String... arguments) {
        new SpringApplicationBuilder(SchemaMigration.class)
                .web(WebApplicationType.NONE)
                .run(arguments)
                .close();
    }
}
