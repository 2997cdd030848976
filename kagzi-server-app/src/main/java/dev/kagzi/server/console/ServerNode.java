package dev.kagzi.server.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Connections of servers to the database that come from one address: those of one server, or of several behind it.
 *
 * @param address null for the database's own machine
 * @param version of these servers; null where their connections do not name it
 * @param isHere whether this server's come from there
 * @param since since when the oldest of them is open
 */
public record ServerNode(
        @Nullable String address,
        @Nullable String version,
        boolean isHere,
        int connections,
        @Nullable Instant since) {}
