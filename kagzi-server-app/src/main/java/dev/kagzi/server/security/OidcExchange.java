package dev.kagzi.server.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeAuthenticationProvider;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/** Asks providers who somebody is, as OpenID Connect has it: with state, nonce and a proof that it is the same who asks twice. */
@Component
@ConditionalOnOidc
class OidcExchange {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OAuth2AuthorizationRequestResolver resolver;
    private final OidcAuthorizationCodeAuthenticationProvider provider;

    OidcExchange(OidcClients clients) {
        this.resolver = new DefaultOAuth2AuthorizationRequestResolver(
                id -> clients.find(id).orElseThrow().registration().get());
        JdkClientHttpRequestFactory http = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(PATIENCE).build());
        http.setReadTimeout(PATIENCE);
        this.provider = new OidcAuthorizationCodeAuthenticationProvider(tokens(http), users(http));
    }

    private static RestClientAuthorizationCodeTokenResponseClient tokens(ClientHttpRequestFactory http) {
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(RestClient.builder()
                .requestFactory(http)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
        return tokens;
    }

    private static OidcUserService users(ClientHttpRequestFactory http) {
        RestTemplate rest = new RestTemplate(http);
        rest.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
        DefaultOAuth2UserService infos = new DefaultOAuth2UserService();
        infos.setRestOperations(rest);
        OidcUserService users = new OidcUserService();
        users.setOauth2UserService(infos);
        return users;
    }

    /** What to ask with. Where it has not been asked before, the provider says first where it wants to be. */
    OAuth2AuthorizationRequest request(HttpServletRequest http, OidcClient client) {
        return Objects.requireNonNull(resolver.resolve(http, client.id()));
    }

    /** Who it is that has been sent back with this code. */
    OidcUser user(OidcClient client, OidcSignIn signIn, String code) {
        ClientRegistration registration = client.registration().get();
        OAuth2AuthorizationResponse response = OAuth2AuthorizationResponse.success(code)
                .redirectUri(signIn.redirectUri())
                .state(signIn.state())
                .build();
        Authentication user = provider.authenticate(new OAuth2LoginAuthenticationToken(
                registration, new OAuth2AuthorizationExchange(signIn.request(registration), response)));
        return (OidcUser) Objects.requireNonNull(Objects.requireNonNull(user).getPrincipal());
    }
}
