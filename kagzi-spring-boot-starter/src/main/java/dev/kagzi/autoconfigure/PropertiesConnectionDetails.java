package dev.kagzi.autoconfigure;

import dev.kagzi.definition.InvalidDefinitionException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
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
        if (bundle == null || bundle.isBlank()) {
            return null;
        }
        try {
            return bundles.getBundle(bundle);
        } catch (NoSuchSslBundleException e) {
            throw new InvalidDefinitionException(
                    "The property kagzi.ssl.bundle is '" + bundle + "', and there is no such SSL bundle.",
                    "Define it under spring.ssl.bundle, or correct the name. Known SSL bundles: "
                            + bundles.getBundleNames() + ".");
        }
    }
}
