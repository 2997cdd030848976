package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTests {

    @Test
    void isOfItsOwnForm() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            Secret secret = Secret.random();
            assertThat(Secret.of(secret.text())).contains(secret);
            assertThat(secret.text()).hasSize(47);
            made.add(secret.text());
        }
        assertThat(made).hasSize(1_000);
    }

    @Test
    void hashIsThatOfItsText() {
        Secret secret = Secret.random();
        assertThat(secret.hash())
                .isEqualTo(new Secret(secret.text()).hash())
                .isNotEqualTo(Secret.random().hash());
        assertThat(Secret.Hash.of(secret.hash().array())).isEqualTo(secret.hash());
    }

    @Test
    void isNotShownByAccident() {
        Secret secret = Secret.random();
        assertThat(secret.toString()).doesNotContain(secret.text().substring(4));
        assertThat(new BootstrapSettings(secret.text()).toString())
                .doesNotContain(secret.text().substring(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kgz_",
                "kgz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "kgz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "KGZ_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "kgz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "kgz_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u00e4",
            })
    void othersAreNone(String text) {
        assertThat(Secret.of(text)).isEmpty();
    }
}
