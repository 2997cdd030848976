package dev.kagzi.transport;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is.
 *
 * @param url address of the server, without {@code /api/v1}; {@code kagzi.url}
 * @param namespace namespace of all requests, absent for the server's choice; {@code kagzi.namespace}
 */
public record ConnectionSettings(URI url, @Nullable String namespace) {

    public ConnectionSettings {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("kagzi.url is '" + url
                    + "'; expected the address of the Kagzi server, such as 'http://localhost:7070'");
        }
        String text = url.toString();
        url = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
        namespace = namespace == null || namespace.isBlank() ? null : namespace;
    }
}
