package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kagzi.protocol.KeyRole;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestRatesTests {

    private final RequestRates rates = new RequestRates(new SecuritySettings(true, List.of(), false, 1));
    private final PersonAuthentication alice = person("oidc:alice");

    private static PersonAuthentication person(String name) {
        return new PersonAuthentication(
                new Person(name, List.of(KeyRole.VIEWER), List.of("*")),
                Secret.random().hash());
    }

    @Test
    void countsAPersonWithAllItsSessions() {
        assertThat(rates.allows(alice)).isTrue();
        assertThat(rates.allows(person("oidc:alice"))).isFalse();
        assertThat(rates.allows(person("oidc:bob"))).isTrue();
    }

    @Test
    void doesNotForgetWhoHasJustAsked() {
        rates.allows(alice);

        rates.forgetIdle();

        assertThat(rates.allows(alice)).isFalse();
    }
}
