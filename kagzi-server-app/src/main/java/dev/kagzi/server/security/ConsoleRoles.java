package dev.kagzi.server.security;

import static dev.kagzi.protocol.KeyRole.ADMIN;
import static dev.kagzi.protocol.KeyRole.CLIENT;
import static dev.kagzi.protocol.KeyRole.VIEWER;

import dev.kagzi.protocol.KeyRole;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/** Who may see and do what in the console: the same as over REST. */
final class ConsoleRoles {

    private ConsoleRoles() {}

    static void declare(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        String[] admins = names(ADMIN);
        requests.requestMatchers("/", ConsolePaths.LOGIN, ConsolePaths.LOGOUT, ConsolePaths.ASSETS)
                .permitAll();
        requests.requestMatchers(HttpMethod.GET, ConsolePaths.OIDC + "/**").permitAll();
        requests.requestMatchers(
                        "/console/ns/*/admin/**", "/console/ns/*/workflows/*/limits", "/console/ns/*/workers/*/drain")
                .hasAnyRole(admins);
        requests.requestMatchers(HttpMethod.GET, "/console/**").hasAnyRole(names(CLIENT, VIEWER, ADMIN));
        requests.requestMatchers(HttpMethod.HEAD, "/console/**").hasAnyRole(names(CLIENT, VIEWER, ADMIN));
        requests.requestMatchers(HttpMethod.POST, "/console/**").hasAnyRole(names(CLIENT, ADMIN));
        requests.anyRequest().denyAll();
    }

    private static String[] names(KeyRole... roles) {
        return Stream.of(roles).map(KeyRole::name).toArray(String[]::new);
    }
}
