package dev.kagzi.server.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The database as a server sees it.
 *
 * @param role the server's own
 * @param seesAll whether that role is told whose the sessions of other roles are
 */
public record ServerDatabase(String version, String role, boolean seesAll) {

    /** The newest change of the schema. */
    public record Schema(@Nullable String version, String description, Instant installedAt) {}
}
