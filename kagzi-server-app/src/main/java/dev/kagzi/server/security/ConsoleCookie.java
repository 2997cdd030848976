package dev.kagzi.server.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** What a browser keeps for the console. No script reads it. */
enum ConsoleCookie {
    /** Of a session: no other site's page sends it. */
    SESSION("kagzi-console", ConsolePaths.ROOT, "Strict"),

    /** Of a sign-in that is under way at a provider, whose page leads back with it. */
    SIGN_IN("kagzi-console-sign-in", ConsolePaths.OIDC, "Lax");

    private final String cookieName;
    private final String path;
    private final String sameSite;

    ConsoleCookie(String cookieName, String path, String sameSite) {
        this.cookieName = cookieName;
        this.path = path;
        this.sameSite = sameSite;
    }

    Optional<Secret> read(HttpServletRequest request) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> cookie.getName().equals(cookieName))
                .map(Cookie::getValue)
                .flatMap(value -> Secret.of(value).stream())
                .findFirst();
    }

    void write(HttpServletRequest request, HttpServletResponse response, Secret secret, Duration duration) {
        add(request, response, secret.text(), duration);
    }

    void remove(HttpServletRequest request, HttpServletResponse response) {
        add(request, response, "", Duration.ZERO);
    }

    private void add(HttpServletRequest request, HttpServletResponse response, String value, Duration duration) {
        ResponseCookie cookie = ResponseCookie.from(cookieName, value)
                .path(path)
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite(sameSite)
                .maxAge(duration)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
