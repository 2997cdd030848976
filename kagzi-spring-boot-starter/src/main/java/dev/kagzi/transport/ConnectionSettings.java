package dev.kagzi.transport;

import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is.
 *
 * @param url address of the server, without {@code /api/v1}; {@code kagzi.url}
 * @param namespace namespace of all requests, absent for the server's choice; {@code kagzi.namespace}
 * @param tls encryption of an {@code https} address, absent for the JVM's choice; {@code kagzi.ssl.bundle}
 */
public record ConnectionSettings(
        URI url, @Nullable String namespace, @Nullable Tls tls) {

    /** As the server names them; no other can exist. */
    private static final Pattern NAMESPACE = Pattern.compile("(?=.{1,63}$)[a-z0-9]+(-+[a-z0-9]+)*");

    public ConnectionSettings {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("kagzi.url is '" + url
                    + "'; expected the address of the Kagzi server, such as 'http://localhost:7070'");
        }
        if (tls != null && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException("kagzi.ssl.bundle is set, but kagzi.url is '" + url
                    + "', which is not encrypted; expected an address that begins with 'https'");
        }
        String text = url.toString();
        url = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
        namespace = namespace == null || namespace.isBlank() ? null : namespace;
        if (namespace != null && !NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException(
                    "kagzi.namespace is '" + namespace
                            + "'; expected at most 63 lowercase letters and digits with hyphens between them, such as 'shop-eu'");
        }
    }
}
