package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.server.security.ConsoleOidcSettings.Grant;
import dev.kagzi.server.startup.StartRefusedException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class OidcClientsTests {

    private static final String PREFIX = "spring.security.oauth2.client.";
    private static final List<Grant> NONE = List.of();
    private static final List<Grant> GRANTS = List.of(new Grant("ops", KeyRole.ADMIN, List.of("*")));

    private final MockEnvironment nothing = new MockEnvironment();
    private final MockEnvironment staff = new MockEnvironment();

    @BeforeEach
    void aProvider() {
        staff.setProperty(PREFIX + "registration.staff.client-id", "kagzi");
        staff.setProperty(PREFIX + "provider.staff.issuer-uri", "https://id.example.com");
    }

    private static OidcClients clients(MockEnvironment environment, List<Grant> grants, boolean hasKeys) {
        return new OidcClients(
                environment,
                new ConsoleOidcSettings("groups", grants),
                new SecuritySettings(hasKeys, List.of(), false, 1));
    }

    private static void refuses(MockEnvironment environment, List<Grant> grants, boolean hasKeys, String named) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> clients(environment, grants, hasKeys))
                .withMessageContaining("'" + named + "'");
    }

    @Test
    void withoutAProviderThereIsNone() {
        assertThat(clients(nothing, NONE, false).all()).isEmpty();
    }

    /** That one does not exist. */
    @Test
    void noProviderIsAskedBeforeSomebodySignsIn() {
        assertThat(clients(staff, GRANTS, true).find("staff"))
                .hasValueSatisfying(client -> assertThat(client.name()).isEqualTo("staff"));
    }

    @Test
    void refusesWhatLetsNobodyIn() {
        refuses(staff, GRANTS, false, PREFIX + "registration");
        refuses(staff, NONE, true, PREFIX + "registration");
        refuses(nothing, GRANTS, true, "kagzi.console.oidc.grants");
    }

    @ParameterizedTest
    @CsvSource({
        "registration.staff.client-id, ''",
        "registration.staff.scope, email",
        "registration.staff.redirect-uri, https://kagzi.example.com/login",
        "provider.staff.issuer-uri, id.example.com",
        "provider.staff.issuer-uri, ''",
    })
    void refusesWhatCannotWork(String property, String value) {
        staff.setProperty(PREFIX + property, value);

        refuses(staff, GRANTS, true, PREFIX + property);
    }

    @Test
    void refusesAProviderOfWhomNothingIsSaid() {
        staff.setProperty(PREFIX + "registration.staff.provider", "other");

        refuses(staff, GRANTS, true, PREFIX + "provider.other.issuer-uri");
    }

    @Test
    void takesWhatIsSaidOfTheWayBack() {
        staff.setProperty(PREFIX + "registration.staff.redirect-uri", "https://a.example/console/oidc/staff/callback");
        staff.setProperty(PREFIX + "registration.staff.scope", "openid,groups");
        staff.setProperty(PREFIX + "registration.staff.client-name", "Example staff");

        assertThat(clients(staff, GRANTS, true).all())
                .singleElement()
                .satisfies(client -> assertThat(client.name()).isEqualTo("Example staff"));
    }
}
