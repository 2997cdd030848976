package dev.kagzi.server.database.embedded;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The PostgreSQL the server brings along, used while 'spring.datasource.url' is not set.
 *
 * @param dataDir Directory that keeps its data between starts, one for each server. Default: ~/.kagzi/data.
 */
@ConfigurationProperties("kagzi.embedded")
record EmbeddedSettings(Path dataDir) {

    private static final String HOME = "~";

    EmbeddedSettings {
        if (dataDir.startsWith(HOME)) {
            dataDir = Path.of(System.getProperty("user.home"))
                    .resolve(Path.of(HOME).relativize(dataDir));
        }
        dataDir = dataDir.toAbsolutePath().normalize();
    }
}
