package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapSettingsTests {

    private static final String KEY = "kgz_" + "A".repeat(43);

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void whatIsEmptyIsNoKey(String value) {
        assertThat(new BootstrapSettings(value).adminKey()).isNull();
    }

    @Test
    void whiteSpaceAroundIt() {
        assertThat(new BootstrapSettings(" " + KEY + "\n").adminKey()).isEqualTo(KEY);
    }

    @Test
    void isNotWrittenOut() {
        assertThat(new BootstrapSettings(KEY)).asString().doesNotContain(KEY);
    }
}
