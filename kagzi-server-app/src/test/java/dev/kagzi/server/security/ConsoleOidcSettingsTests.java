package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.startup.StartRefusedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ConsoleOidcSettingsTests {

    private final Map<String, String> properties = new HashMap<>();
    private int grants;

    private void grant(String value, String role, String namespaces) {
        String grant = "kagzi.console.oidc.grants[%d].".formatted(grants++);
        properties.putAll(Map.of(grant + "value", value, grant + "role", role, grant + "namespaces", namespaces));
    }

    private Optional<Person> person(Map<String, Object> claims) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("kagzi.console.oidc", ConsoleOidcSettings.class)
                .person("alice", claims);
    }

    private Optional<Person> withGroups(String... groups) {
        return person(Map.of("groups", List.of(groups)));
    }

    private static Person alice(KeyRole role, String... namespaces) {
        return new Person("oidc:alice", List.of(role), List.of(namespaces));
    }

    @Test
    void nobodyIsLetInUnlessThatIsSaid() {
        assertThat(withGroups("admin")).isEmpty();

        grant("ops", "admin", "*");

        assertThat(withGroups()).isEmpty();
        assertThat(withGroups("Ops", "ops ", "*")).isEmpty();
        assertThat(person(Map.of())).isEmpty();
        assertThat(person(Map.of("groups", Map.of("ops", true)))).isEmpty();
        assertThat(withGroups("choir", "ops")).contains(alice(KeyRole.ADMIN, "*"));
    }

    @ParameterizedTest
    @CsvSource({
        "value, '', admin, *",
        "role, ops, '', *",
        "role, ops, worker, *",
        "namespaces, ops, admin, ''",
        "namespaces, ops, admin, 'shop,'",
    })
    void refusesAGrantThatDoesNotSayWhatItGives(String missing, String value, String role, String namespaces) {
        grant("staff", "viewer", "*");
        grant(value, role, namespaces);

        assertThatExceptionOfType(Exception.class)
                .isThrownBy(() -> withGroups("ops"))
                .havingRootCause()
                .isInstanceOf(StartRefusedException.class)
                .withMessageContaining("'kagzi.console.oidc.grants[1]." + missing + "'");
    }

    @Test
    void theFirstThatFitsDecidesAboutTheRole() {
        grant("ops", "admin", "shop");
        grant("staff", "viewer", "*");

        assertThat(withGroups("staff", "ops")).contains(alice(KeyRole.ADMIN, "shop"));
        assertThat(withGroups("staff")).contains(alice(KeyRole.VIEWER, "*"));
    }

    @Test
    void namespacesOfTheSameRoleAddUp() {
        grant("shop", "client", "shop,depot");
        grant("staff", "viewer", "*");
        grant("billing", "client", "billing,shop");

        assertThat(withGroups("shop", "billing", "staff")).contains(alice(KeyRole.CLIENT, "shop", "depot", "billing"));
    }

    @Test
    void aClaimMayBeWithinAnotherOneOrATextOrHaveDotsInItsName() {
        grant("ops", "admin", "*");
        properties.put("kagzi.console.oidc.claim", "realm_access.roles");
        assertThat(person(Map.of("realm_access", Map.of("roles", List.of("ops")))))
                .isPresent();
        assertThat(person(Map.of("realm_access", "ops"))).isEmpty();
        assertThat(person(Map.of("realm_access.roles", "ops"))).isPresent();

        properties.put("kagzi.console.oidc.claim", "https://example.com/roles");
        assertThat(person(Map.of("https://example.com/roles", List.of("ops")))).isPresent();
    }
}
