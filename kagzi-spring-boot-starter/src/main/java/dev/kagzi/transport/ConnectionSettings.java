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
 * @param apiKey the secret that all requests carry, absent where the server asks for none; {@code kagzi.api-key}
 */
public record ConnectionSettings(
        URI url,
        @Nullable String namespace,
        @Nullable Tls tls,
        @Nullable String apiKey) {

    /** As the server names them; no other can exist. */
    private static final Pattern NAMESPACE = Pattern.compile("(?=.{1,63}$)[a-z0-9]+(-+[a-z0-9]+)*");

    /** As the server makes them. */
    private static final Pattern API_KEY = Pattern.compile("kgz_[A-Za-z0-9_-]{43}");

    /** Without a key. */
    public ConnectionSettings(URI url, @Nullable String namespace, @Nullable Tls tls) {
        this(url, namespace, tls, null);
    }

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
        apiKey = apiKey == null || apiKey.isBlank() ? null : apiKey.strip();
        if (apiKey != null && !API_KEY.matcher(apiKey).matches()) {
            // Not the value: it may be a secret that is a little wrong.
            throw new IllegalArgumentException(
                    "kagzi.api-key is not a key; expected 'kgz_' and 43 characters, as the server has shown it");
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ConnectionSettings[url=" + url + ", namespace=" + namespace + "]";
    }
}
