package dev.kagzi.autoconfigure;

import dev.kagzi.definition.InvalidDefinitionException;
import dev.kagzi.transport.Tls;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.NestedExceptionUtils;

/** The encryption of the way to the server. A bundle is read where it can still be said which one it was. */
final class DeclaredTls {

    private DeclaredTls() {}

    static @Nullable Tls of(KagziConnectionDetails details, KagziProperties properties) {
        try {
            SslBundle bundle = details.getSslBundle();
            return bundle == null ? null : Tls.of(bundle);
        } catch (InvalidDefinitionException e) {
            throw e;
        } catch (RuntimeException e) {
            throw unreadable(details, properties, e);
        }
    }

    private static InvalidDefinitionException unreadable(
            KagziConnectionDetails details, KagziProperties properties, RuntimeException failure) {
        boolean byProperty = details instanceof PropertiesConnectionDetails;
        String bundle = byProperty
                ? "The SSL bundle '" + properties.ssl().bundle() + "' of the property kagzi.ssl.bundle"
                : "The SSL bundle of " + details.getClass().getName() + ", which takes the place of kagzi.ssl.bundle,";
        Throwable cause = NestedExceptionUtils.getMostSpecificCause(failure);
        return new InvalidDefinitionException(
                bundle + " cannot be read: " + failure.getMessage() + (cause == failure ? "" : " (" + cause + ")"),
                byProperty
                        ? "Correct it under spring.ssl.bundle: its stores, certificates, keys and passwords."
                        : "Correct its stores, certificates, keys and passwords.",
                failure);
    }
}
