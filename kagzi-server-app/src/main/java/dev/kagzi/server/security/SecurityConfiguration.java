package dev.kagzi.server.security;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.StaticHeadersWriter;

/** The doors, and what they ask for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SecuritySettings.class, BootstrapSettings.class})
class SecurityConfiguration {

    /**
     * Paths as Spring Security wants them, but for names with ';' and '%', which are addressed by their parsed parts everywhere. What is
     * in headers and parameters is judged by who reads them.
     */
    @Bean
    StrictHttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowSemicolon(true);
        firewall.setAllowUrlEncodedPercent(true);
        // Encoded twice, as in a name '%2F': Tomcat refuses it encoded once, and what it stands for is judged as a
        // name.
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowBackSlash(true);
        firewall.setAllowNull(true);
        firewall.setAllowUrlEncodedLineFeed(true);
        firewall.setAllowUrlEncodedCarriageReturn(true);
        // What no handler has is answered as such.
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderNames(name -> true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedParameterValues(value -> true);
        return firewall;
    }

    /** Requests are measured as a whole; to measure each filter as well would cost more than what the filters do. */
    @Bean
    SecurityObservationSettings noObservationsOfFilters() {
        return SecurityObservationSettings.noObservations();
    }

    /** Where a proxy takes care of TLS, whoever asks has asked for https: cookies are for that alone, and addresses begin with it. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tlsOfTheProxy(SecuritySettings settings) {
        return factory -> factory.addConnectorCustomizers(connector -> {
            if (settings.tlsTerminatedByProxy()) {
                connector.setSecure(true);
                connector.setScheme("https");
            }
        });
    }

    /** Probes and scrapers have no key: the port they use is for this machine, or for a network of theirs. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain management(HttpSecurity http) throws Exception {
        return http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** What is no part of the API is refused, with a key and without: no address is open because it was forgotten. */
    @Bean
    SecurityFilterChain api(HttpSecurity http, SecuritySettings settings, KnownKeys keys, RequestRates rates)
            throws Exception {
        http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .servletApi(AbstractHttpConfigurer::disable)
                .headers(SecurityConfiguration::addHeaders)
                .logout(AbstractHttpConfigurer::disable)
                .exceptionHandling(refusals -> refusals.authenticationEntryPoint(
                                (request, response, failure) -> Refusals.write(response, Refusals.unauthenticated()))
                        .accessDeniedHandler(
                                (request, response, failure) -> Refusals.write(response, Refusals.forbidden())));
        if (settings.enabled()) {
            http.addFilterBefore(new KeyFilter(keys, rates), AuthorizationFilter.class)
                    .authorizeHttpRequests(requests -> {
                        // The request has been let in; these are its answer.
                        requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                                .permitAll();
                        ApiRoles.declare(requests);
                    });
        } else {
            http.anonymous(AbstractHttpConfigurer::disable);
        }
        return http.build();
    }

    /** What a browser may do with an answer: take it for what it is said to be, and keep it nowhere. */
    private static void addHeaders(HeadersConfigurer<HttpSecurity> headers) {
        headers.defaultsDisabled()
                .contentTypeOptions(Customizer.withDefaults())
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .addHeaderWriter(new StaticHeadersWriter("Cache-Control", "no-store"));
    }
}
