package dev.kagzi.server.startup;

import java.net.InetAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Says in one line that the server is ready, where, and how safely its database keeps what it is given. */
@Component
final class StartupLine {

    private static final Logger log = LoggerFactory.getLogger(StartupLine.class);
    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    private final JdbcClient jdbc;
    private final JdbcConnectionDetails database;
    private final ServerProperties server;
    private final InetAddress address;

    StartupLine(
            JdbcClient jdbc,
            JdbcConnectionDetails database,
            ServerProperties server,
            @Value("${server.address}") InetAddress address) {
        this.jdbc = jdbc;
        this.database = database;
        this.server = server;
        this.address = address;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            String api = "%s://%s:%d/api/v1"
                    .formatted(
                            Ssl.isEnabled(server.getSsl()) ? "https" : "http",
                            address.getHostAddress(),
                            web.getWebServer().getPort());
            log.info(
                    "Kagzi is ready: {} with PostgreSQL {} at {} ({})",
                    api,
                    show("server_version"),
                    place(),
                    durability());
        }
    }

    /** The URL without its parameters, which may hold a password. */
    private String place() {
        return database.getJdbcUrl().replaceFirst("\\?.*", "");
    }

    private String durability() {
        return String.join(
                ", ", DURABILITY.stream().map(name -> name + "=" + show(name)).toList());
    }

    private String show(String setting) {
        return jdbc.sql("SELECT current_setting(:setting)")
                .param("setting", setting)
                .query(String.class)
                .single();
    }
}
