package dev.kagzi.autoconfigure;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Where the properties say the server is. */
final class PropertiesConnectionDetails implements KagziConnectionDetails {

    private final KagziProperties properties;
    private final SslBundles bundles;

    PropertiesConnectionDetails(KagziProperties properties, SslBundles bundles) {
        this.properties = properties;
        this.bundles = bundles;
    }

    @Override
    public URI getUrl() {
        return properties.url();
    }

    @Override
    public @Nullable SslBundle getSslBundle() {
        String bundle = properties.ssl().bundle();
        return bundle == null || bundle.isBlank() ? null : bundles.getBundle(bundle);
    }
}
