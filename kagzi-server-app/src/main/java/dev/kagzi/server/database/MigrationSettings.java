package dev.kagzi.server.database;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who brings the schema up to date.
 *
 * @param migrate Whether the server brings the schema up to date when it starts. If not, it starts only when that has been done, by the
 *     command 'migrate'.
 */
@ConfigurationProperties("kagzi.server")
record MigrationSettings(@DefaultValue("true") boolean migrate) {}
