package dev.kagzi.autoconfigure;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the server is. Client and worker ask nothing else for it. Without a bean of this type {@code kagzi.url} and
 * {@code kagzi.ssl.bundle} say it; with one they are not looked at. The namespace is always {@code kagzi.namespace},
 * and the key {@code kagzi.api-key}.
 */
public interface KagziConnectionDetails extends ConnectionDetails {

    /** Address of the server, {@code http} or {@code https}, without {@code /api/v1}; asked for once, at start-up. */
    URI getUrl();

    /** Whom to trust, and who to be, on an {@code https} address; {@code null} leaves both to the JVM. */
    default @Nullable SslBundle getSslBundle() {
        return null;
    }
}
