package dev.kagzi.server.database;

import dev.kagzi.server.startup.StartRefusedException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the schema up to date, or looks whether it is: before anything else uses the database. */
@Configuration(proxyBeanMethods = false)
class MigrationConfiguration {

    @Bean
    FlywayMigrationStrategy migrationStrategy(MigrationSettings settings) {
        return settings.migrate() ? Flyway::migrate : MigrationConfiguration::requireUpToDate;
    }

    /** A schema of a later release is one as well: a server works with that of the next release. */
    private static void requireUpToDate(Flyway flyway) {
        MigrationInfo[] pending = flyway.info().pending();
        if (pending.length > 0) {
            throw new StartRefusedException(
                    "The database lacks migrations of this version of the server: "
                            + Arrays.stream(pending)
                                    .map(MigrationInfo::getScript)
                                    .collect(Collectors.joining(", ")) + ".",
                    "Run 'java -jar kagzi-server-app.jar migrate' with a role that owns the schema, or set"
                            + " 'kagzi.server.migrate=true'.");
        }
        flyway.validate();
    }
}
