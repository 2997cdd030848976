package dev.kagzi.server.security;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.startup.StartRefusedException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * Whom the providers of 'spring.security.oauth2.client.registration' let in to the console.
 *
 * @param claim Claim of the ID token or the user info whose values count, a text or a list of them. Dots lead into it, as in
 *     'realm_access.roles'.
 * @param grants What each 'value' of the claim allows: a 'role' ('viewer', 'client' or 'admin'), in 'namespaces' ('*' for all). The first
 *     one that somebody has decides about the role; namespaces are those of all that give this role. Whoever has none is not let in.
 *     Default: none.
 */
@ConfigurationProperties("kagzi.console.oidc")
record ConsoleOidcSettings(
        @DefaultValue("groups") String claim, @DefaultValue List<Grant> grants) {

    private static final String PROPERTY = "kagzi.console.oidc.grants[%d].%s";
    private static final Set<KeyRole> ROLES = Set.of(KeyRole.VIEWER, KeyRole.CLIENT, KeyRole.ADMIN);
    private static final String NAME = "oidc:";

    /** What one value of the claim allows; null or empty is what is missing. */
    record Grant(
            @Nullable String value,
            @Nullable KeyRole role,
            @DefaultValue List<String> namespaces) {}

    ConsoleOidcSettings {
        grants = List.copyOf(grants);
        for (int i = 0; i < grants.size(); i++) {
            Grant grant = grants.get(i);
            require(StringUtils.hasText(grant.value()), i, "value", "a value of the claim '%s'".formatted(claim));
            require(
                    grant.role() != null && ROLES.contains(grant.role()),
                    i,
                    "role",
                    "what it allows: 'viewer', 'client' or 'admin'");
            require(
                    !grant.namespaces().isEmpty() && grant.namespaces().stream().allMatch(StringUtils::hasText),
                    i,
                    "namespaces",
                    "the names of the namespaces it opens, or '*' for all");
        }
    }

    private static void require(boolean condition, int index, String part, String meaning) {
        if (!condition) {
            String property = PROPERTY.formatted(index, part);
            throw new StartRefusedException(
                    "The property '%s' is missing, or none that can be.".formatted(property),
                    "Set '%s' to %s.".formatted(property, meaning));
        }
    }

    /** Who somebody of this name is with these claims; empty for one that is not let in. */
    Optional<Person> person(String name, Map<String, Object> claims) {
        Set<String> values = texts(at(claims, claim));
        List<Grant> held =
                grants.stream().filter(grant -> values.contains(grant.value())).toList();
        return held.stream()
                .flatMap(grant -> Stream.ofNullable(grant.role()))
                .findFirst()
                .map(role -> new Person(NAME + Printable.excerpt(name), List.of(role), namespaces(held, role)));
    }

    private static List<String> namespaces(List<Grant> held, KeyRole role) {
        return held.stream()
                .filter(grant -> grant.role() == role)
                .flatMap(grant -> grant.namespaces().stream())
                .distinct()
                .toList();
    }

    /** Some claims have dots in their own names. */
    private static @Nullable Object at(Map<?, ?> claims, String path) {
        int dot = path.indexOf('.');
        if (claims.containsKey(path) || dot < 0) {
            return claims.get(path);
        }
        return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? at(inner, path.substring(dot + 1))
                : null;
    }

    private static Set<String> texts(@Nullable Object claim) {
        Stream<?> values = claim instanceof Collection<?> list ? list.stream() : Stream.ofNullable(claim);
        return values.filter(String.class::isInstance).map(String.class::cast).collect(Collectors.toSet());
    }
}
