package dev.kagzi.server.security;

import dev.kagzi.server.startup.StartRefusedException;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties.Provider;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientProperties.Registration;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientPropertiesMapper;
import org.springframework.core.env.Environment;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

/** The providers at which somebody can sign in to the console. None is asked before somebody does: the server starts without them. */
@Component
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
class OidcClients {

    private static final String PREFIX = "spring.security.oauth2.client";
    private static final String REGISTRATION = PREFIX + ".registration";
    private static final String GRANTS = "kagzi.console.oidc.grants";
    private static final Set<String> SCOPES = Set.of("openid", "profile", "email");

    private final Map<String, OidcClient> clients = new TreeMap<>();

    OidcClients(Environment environment, ConsoleOidcSettings settings, SecuritySettings security) {
        OAuth2ClientProperties properties = Binder.get(environment).bindOrCreate(PREFIX, OAuth2ClientProperties.class);
        check(!properties.getRegistration().isEmpty(), !settings.grants().isEmpty(), security.enabled());
        properties
                .getRegistration()
                .forEach((id, registration) -> clients.put(id, client(id, registration, properties.getProvider())));
    }

    private static void check(boolean hasProviders, boolean hasGrants, boolean hasKeys) {
        if (hasProviders && !hasKeys) {
            throw new StartRefusedException(
                    "'" + REGISTRATION + "' names a provider, and with keys switched off nobody is asked to sign in.",
                    "Set 'kagzi.security.enabled=true', or take the provider away.");
        }
        if (hasProviders && !hasGrants) {
            throw new StartRefusedException(
                    "'" + REGISTRATION + "' names a provider, and nobody whom it knows would be let in.",
                    "Say in '" + GRANTS + "' who is: with 'value', 'role' and 'namespaces'.");
        }
        if (hasGrants && !hasProviders) {
            throw new StartRefusedException(
                    "'" + GRANTS + "' says who is let in by a provider, and there is none.",
                    "Name one in '" + REGISTRATION + "', or take the grants away.");
        }
    }

    private static OidcClient client(String id, Registration registration, Map<String, Provider> providers) {
        String path = REGISTRATION + "." + id;
        String providerId = registration.getProvider() == null ? id : registration.getProvider();
        Provider provider = providers.get(providerId);
        require(id.matches("[A-Za-z0-9_-]+"), path, "is no name for an address", "Use letters, digits, '-' and '_'.");
        require(
                StringUtils.hasText(registration.getClientId()),
                path + ".client-id",
                "is missing",
                "Set it to what the provider calls this server.");
        require(
                provider != null && isAddress(provider.getIssuerUri()),
                PREFIX + ".provider." + providerId + ".issuer-uri",
                "is missing, or no address",
                "Set it to the issuer of the provider, such as 'https://id.example.com/realms/staff'.");
        require(
                registration.getScope() == null || registration.getScope().contains("openid"),
                path + ".scope",
                "lacks 'openid', without which a provider does not say who somebody is",
                "Add it.");
        String callback = OidcClient.callback(id);
        require(
                registration.getRedirectUri() == null
                        || registration.getRedirectUri().endsWith(callback),
                path + ".redirect-uri",
                "leads to no page of the console",
                "Let it end in '%s'.".formatted(callback));
        String name = registration.getClientName();
        return new OidcClient(
                id,
                StringUtils.hasText(name) ? name : id,
                SingletonSupplier.of(() -> registration(id, registration, Objects.requireNonNull(provider))));
    }

    private static void require(boolean condition, String property, String lack, String action) {
        if (!condition) {
            throw new StartRefusedException("The property '%s' %s.".formatted(property, lack), action);
        }
    }

    private static boolean isAddress(@Nullable String uri) {
        try {
            return uri != null && URI.create(uri).getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Each by itself: one provider that does not answer keeps nobody from another one. */
    private static ClientRegistration registration(String id, Registration registration, Provider provider) {
        OAuth2ClientProperties alone = new OAuth2ClientProperties();
        alone.getRegistration().put(id, registration);
        alone.getProvider().put(registration.getProvider() == null ? id : registration.getProvider(), provider);
        ClientRegistration found = Objects.requireNonNull(
                new OAuth2ClientPropertiesMapper(alone).asClientRegistrations().get(id));
        ClientRegistration.Builder builder = ClientRegistration.withClientRegistration(found);
        if (registration.getRedirectUri() == null) {
            builder.redirectUri("{baseUrl}" + OidcClient.callback(id));
        }
        if (registration.getScope() == null) {
            builder.scope(SCOPES);
        }
        return builder.build();
    }

    Collection<OidcClient> all() {
        return clients.values();
    }

    Optional<OidcClient> find(String id) {
        return Optional.ofNullable(clients.get(id));
    }
}
