package dev.kagzi.server.security;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.problem.Printable;
import io.github.bucket4j.Bucket;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Service;

/** Who is signing in at a provider. It is in the database: the browser may come back to another server. */
@Service
@ConditionalOnOidc
class OidcSignIns {

    /** For a password, and whatever else the provider asks for. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int BEGUN_PER_SECOND = 50;
    private static final Logger log = LoggerFactory.getLogger(OidcSignIns.class);

    private final OidcSignInRepository repository;
    private final OidcExchange exchange;
    private final ConsoleOidcSettings settings;
    private final DatabaseClock clock;

    /** Anybody can begin one, and each is a row. */
    private final Bucket begun = Bucket.builder()
            .addLimit(limit -> limit.capacity(BEGUN_PER_SECOND).refillGreedy(BEGUN_PER_SECOND, Duration.ofSeconds(1)))
            .build();

    OidcSignIns(
            OidcSignInRepository repository, OidcExchange exchange, ConsoleOidcSettings settings, DatabaseClock clock) {
        this.repository = repository;
        this.exchange = exchange;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param uri where the browser is led
     * @param secret what it keeps until it comes back
     */
    record Begun(String uri, Secret secret) {}

    /** @param target page of the console that is asked for */
    Begun begin(HttpServletRequest http, OidcClient client, String target) {
        if (!begun.tryConsume(1)) {
            throw new SignInRefusedException(
                    HttpStatus.TOO_MANY_REQUESTS, "Very many sign in at this moment. Try again in a few seconds.");
        }
        OAuth2AuthorizationRequest request = request(http, client);
        Secret secret = Secret.random();
        Instant now = clock.now();
        repository.deleteExpired(now);
        repository.insert(secret.hash(), OidcSignIn.of(request, client.id(), target), now.plus(LONGEST));
        return new Begun(request.getAuthorizationRequestUri(), secret);
    }

    private OAuth2AuthorizationRequest request(HttpServletRequest http, OidcClient client) {
        try {
            return exchange.request(http, client);
        } catch (RuntimeException e) {
            log.warn(
                    "Nobody can sign in at '{}': it does not say where. Look at 'spring.security.oauth2.client.registration.{}'"
                            + " and the 'issuer-uri' of its provider, and whether this server reaches that.",
                    client.id(),
                    client.id(),
                    e);
            throw new SignInRefusedException(
                    HttpStatus.BAD_GATEWAY,
                    "%s cannot be reached, or is not set up as this server expects. The server's log says why."
                            .formatted(client.name()));
        }
    }

    /** What was begun in the browser that has this secret; empty when it is over. It is over with this. */
    Optional<OidcSignIn> take(OidcClient client, Secret secret, @Nullable String state) {
        return state == null || !isText(state)
                ? Optional.empty()
                : repository.take(secret.hash(), client.id(), state, clock.now());
    }

    /** PostgreSQL has none with the character 0. */
    private static boolean isText(String state) {
        return state.codePoints().allMatch(Printable::isPrintable);
    }

    /**
     * Who has signed in.
     *
     * @throws SignInRefusedException for somebody who is not let in
     */
    Person person(OidcClient client, OidcSignIn signIn, OidcAnswer answer) {
        if (answer.error() != null) {
            throw declined(client, answer.error(), answer.description());
        }
        OidcUser user = user(client, signIn, answer.code() == null ? "" : answer.code());
        return settings.person(user.getName(), user.getClaims())
                .orElseThrow(() -> new SignInRefusedException(
                        HttpStatus.FORBIDDEN,
                        "%s knows you as '%s', and with what it says of you this console is not open to you: that takes one of certain values of '%s'. Ask whoever runs this server."
                                .formatted(client.name(), Printable.excerpt(user.getName()), settings.claim())));
    }

    private static SignInRefusedException declined(OidcClient client, String error, @Nullable String description) {
        if (error.equals("access_denied")) {
            return new SignInRefusedException(
                    HttpStatus.FORBIDDEN,
                    "You were not let in by %s, or have turned back there (access_denied).".formatted(client.name()));
        }
        log.warn(
                "A sign-in was refused by '{}': {} {}. Look at 'spring.security.oauth2.client.registration.{}', and at what that provider has of it.",
                client.id(),
                Printable.excerpt(error),
                Printable.excerpt(description == null ? "" : description),
                client.id());
        return new SignInRefusedException(
                HttpStatus.BAD_GATEWAY,
                "%s has refused the sign-in: '%s'. The server's log says more."
                        .formatted(client.name(), Printable.excerpt(error)));
    }

    private OidcUser user(OidcClient client, OidcSignIn signIn, String code) {
        try {
            return exchange.user(client, signIn, code);
        } catch (OAuth2AuthenticationException e) {
            throw unproven(client, e.getError().getErrorCode(), e);
        } catch (RuntimeException e) {
            throw unproven(client, "no usable answer", e);
        }
    }

    private static SignInRefusedException unproven(OidcClient client, String why, RuntimeException failure) {
        log.warn(
                "What '{}' has answered does not prove who signs in: {}. Look at 'spring.security.oauth2.client.registration.{}'"
                        + " and its provider, at the clocks of both, and at what the provider says.",
                client.id(),
                Printable.excerpt(why),
                client.id(),
                failure);
        return new SignInRefusedException(
                HttpStatus.UNAUTHORIZED,
                "What %s has answered does not prove who you are: '%s'. Begin again; if that does not help, the server's log says more."
                        .formatted(client.name(), Printable.excerpt(why)));
    }
}
