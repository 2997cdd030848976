package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginPageTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/ns/shop/runs?status=FAILED&tag=region%3Aeu&after=2026-11-01T00:00:00Z",
                "/console/ns/shop/workflows/a%20b%2Fc",
                "/console/ns/shop/runs/019a4381?step=a"
            })
    void leadsToAnyPageOfTheConsole(String next) {
        assertThat(LoginPage.target(next)).isEqualTo(next);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "https://example.com/console",
                "//example.com/console",
                "/\\example.com",
                "/consoles",
                "/api/v1/runs",
                "/console/../api/v1/runs",
                "/console/%2e%2E/api/v1/runs",
                "/console/a%5c..%5c..",
                "/console/ns\r\nSet-Cookie: a=b",
                "/console/ns%0d%0a",
                "/console#top",
                "javascript:alert(1)",
                "/console/ns/{namespace}"
            })
    void leadsNowhereElse(String next) {
        assertThat(LoginPage.target(next)).isEqualTo("/console");
    }

    @Test
    void leadsNowhereThatIsTooLongForAHeader() {
        String longest = "/console/ns/shop/runs?tag=" + "%C3%A9".repeat(329);
        assertThat(LoginPage.target(longest)).isEqualTo(longest);
        assertThat(LoginPage.target(longest + "%C3%A9")).isEqualTo("/console");
    }
}
