package dev.kagzi.server.security;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/** The door of the console. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsoleSettings.class)
@ConditionalOnBooleanProperty(name = "kagzi.console.enabled", matchIfMissing = true)
class ConsoleSecurityConfiguration {

    /** What a page is made of comes from this server, scripts and styles are files, and nobody else's page shows it. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Bean
    @Order(1)
    SecurityFilterChain console(
            HttpSecurity http, SecuritySettings settings, ConsoleSessions sessions, RequestRates rates)
            throws Exception {
        http.securityMatcher("/", ConsolePaths.ROOT, ConsolePaths.ROOT + "/**", ConsolePaths.ASSETS)
                .addFilterBefore(new ConsoleFormFilter(), CsrfFilter.class)
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(ConsoleSecurityConfiguration::addHeaders)
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(
                                        (request, response, failure) -> askToSignIn(request, response))
                                .accessDeniedHandler(
                                        (request, response, failure) -> ConsoleProblem.show(
                                                request,
                                                response,
                                                new ProblemException(
                                                        ProblemCode.FORBIDDEN,
                                                        "What you have signed in with does not allow this, or the page you came from is too old."
                                                                + " Go back and load it anew; if that does not help, ask whoever keeps the keys."))));
        if (settings.enabled()) {
            http.addFilterBefore(new ConsoleFilter(sessions, rates), AuthorizationFilter.class)
                    .authorizeHttpRequests(requests -> {
                        requests.dispatcherTypeMatchers(
                                        DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                                .permitAll();
                        ConsoleRoles.declare(requests);
                    });
        } else {
            http.addFilterBefore(new ConsoleFilter(null, rates), AuthorizationFilter.class)
                    .anonymous(AbstractHttpConfigurer::disable);
        }
        return http.build();
    }

    private static CookieCsrfTokenRepository csrfTokens() {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieCustomizer(
                cookie -> cookie.sameSite("Strict").path(ConsolePaths.ROOT).httpOnly(true));
        return tokens;
    }

    private static void addHeaders(HeadersConfigurer<HttpSecurity> headers) {
        headers.defaultsDisabled()
                .contentTypeOptions(Customizer.withDefaults())
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                .addHeaderWriter(new StaticHeadersWriter("Cache-Control", "no-store"));
    }

    /** Part of a page that is fetched anew leads the whole page there, and back to itself. */
    private static void askToSignIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean isPart = request.getHeader("HX-Request") != null;
        String wanted = LoginPage.target(isPart ? shown(request) : asked(request));
        String login = ConsolePaths.LOGIN + "?next=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8);
        if (isPart) {
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
            response.setHeader("HX-Redirect", login);
        } else {
            response.sendRedirect(login);
        }
    }

    private static @Nullable String asked(HttpServletRequest request) {
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        return HttpMethod.GET.matches(request.getMethod()) ? request.getRequestURI() + query : null;
    }

    /** The page in the browser's address bar. */
    private static @Nullable String shown(HttpServletRequest request) {
        String address = request.getHeader("HX-Current-URL");
        int path = address == null ? -1 : address.indexOf('/', address.indexOf("//") + 2);
        int end = address == null ? -1 : (address + "#").indexOf('#');
        return path < 0 || end < path ? null : address.substring(path, end);
    }
}
