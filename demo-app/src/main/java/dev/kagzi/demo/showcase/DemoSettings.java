package dev.kagzi.demo.showcase;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.system.ApplicationHome;

/**
 * Settings of the demo.
 *
 * @param directory holds the server's data and log, and what the next start has to know; by default {@code demo} beside the jar
 * @param orders file with the sample orders; by default {@code orders.json} of the module
 * @param timeout how long the sample orders may take
 * @param serverJar the server to start; by default the one that the build made
 * @param serverManagementPort port of the started server's health endpoint
 * @param serverStartTimeout how long the started server may take to become ready
 */
@ConfigurationProperties("demo")
record DemoSettings(
        @Nullable Path directory,
        @Nullable Path orders,
        @DefaultValue("5m") Duration timeout,
        @Nullable Path serverJar,
        @DefaultValue("7071") int serverManagementPort,
        @DefaultValue("2m") Duration serverStartTimeout) {

    Path home() {
        return normalized(directory != null ? directory : buildDirectory().resolve("demo"));
    }

    Path ordersFile() {
        return normalized(orders != null ? orders : buildDirectory().resolve("../orders.json"));
    }

    Path serverJarFile() {
        Path built = Path.of("../../kagzi-server-app/target/kagzi-server-app.jar");
        return normalized(serverJar != null ? serverJar : buildDirectory().resolve(built));
    }

    private static Path normalized(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** Holds the jar, or the classes when the demo is started from an IDE. */
    private static Path buildDirectory() {
        File source = new ApplicationHome(DemoSettings.class).getSource();
        return Objects.requireNonNull(source, "The demo has no place on this disk")
                .toPath()
                .resolveSibling("");
    }
}
