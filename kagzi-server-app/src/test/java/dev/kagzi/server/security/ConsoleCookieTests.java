package dev.kagzi.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ConsoleCookieTests {

    private static final String NAME = "kagzi-console";

    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final Secret session = Secret.random();

    @Test
    void noScriptReadsItAndNoOtherSiteSendsIt() {
        ConsoleCookie.SESSION.write(request, response, session, Duration.ofHours(12));

        assertThat(header())
                .startsWith(NAME + "=" + session.text())
                .contains("HttpOnly", "SameSite=Strict", "Path=/console", "Max-Age=43200")
                .doesNotContain("Secure");
    }

    @Test
    void staysWithinTlsWhereThereIsSome() {
        request.setSecure(true);

        ConsoleCookie.SESSION.write(request, response, session, Duration.ofHours(12));

        assertThat(header()).contains("Secure");
    }

    @Test
    void theOneOfASignInComesBackFromTheProvidersPage() {
        ConsoleCookie.SIGN_IN.write(request, response, session, Duration.ofMinutes(10));

        assertThat(header())
                .startsWith("kagzi-console-sign-in=" + session.text())
                .contains("HttpOnly", "SameSite=Lax", "Path=/console/oidc;", "Max-Age=600");
    }

    @Test
    void isReadAsItWasWritten() {
        request.setCookies(new Cookie("other", "kgz_no"), new Cookie(NAME, session.text()));

        assertThat(ConsoleCookie.SESSION.read(request)).contains(session);
    }

    @Test
    void whatIsNoSecretIsNone() {
        request.setCookies(new Cookie(NAME, "kgz_short"));

        assertThat(ConsoleCookie.SESSION.read(request)).isEmpty();
        assertThat(ConsoleCookie.SESSION.read(new MockHttpServletRequest())).isEmpty();
    }

    @Test
    void isGoneWhenItIsRemoved() {
        ConsoleCookie.SESSION.remove(request, response);

        assertThat(header()).startsWith(NAME + "=;").contains("Max-Age=0", "Path=/console");
    }

    private String header() {
        return Objects.requireNonNull(response.getHeader("Set-Cookie"));
    }
}
