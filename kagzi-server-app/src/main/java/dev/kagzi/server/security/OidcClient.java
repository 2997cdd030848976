package dev.kagzi.server.security;

import java.util.function.Supplier;
import org.springframework.security.oauth2.client.registration.ClientRegistration;

/**
 * What this server is at a provider.
 *
 * @param id as the properties have it
 * @param name for people
 * @param registration asks the provider, the first time
 */
record OidcClient(String id, String name, Supplier<ClientRegistration> registration) {

    static final String CALLBACK = "/callback";

    /** Where a provider leads back to, below the server's address. */
    static String callback(String id) {
        return ConsolePaths.OIDC + "/" + id + CALLBACK;
    }
}
