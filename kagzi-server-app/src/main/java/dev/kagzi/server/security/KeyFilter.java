package dev.kagzi.server.security;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.DatabaseProblem;
import dev.kagzi.server.web.RequestNamespace;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Asks for the key of a request: who it is, how much it may ask for, and which namespace the request is about. */
final class KeyFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";
    private static final String WORKER_PROTOCOL = "/api/v1/worker/";

    private final KnownKeys keys;
    private final RequestRates rates;
    private final SecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();
    private final SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();

    KeyFilter(KnownKeys keys, RequestRates rates) {
        this.keys = keys;
        this.rates = rates;
    }

    /** A request without a key goes on as nobody: some addresses are for everybody. */
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            chain.doFilter(request, response);
            return;
        }
        ProblemException refusal;
        try {
            refusal = admit(header, request, response);
        } catch (ProblemException e) {
            refusal = e;
        } catch (DataAccessException | TransactionException e) {
            refusal = DatabaseProblem.unavailable();
        }
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            Refusals.write(response, refusal);
        }
    }

    private @Nullable ProblemException admit(String header, HttpServletRequest request, HttpServletResponse response) {
        Optional<KeyAuthentication> found = authentication(header);
        if (found.isEmpty()) {
            return Refusals.unauthenticated();
        }
        KeyAuthentication caller = found.get();
        if (!request.getRequestURI().startsWith(WORKER_PROTOCOL) && !rates.allows(caller)) {
            return new ProblemException(
                    ProblemCode.TOO_MANY_REQUESTS,
                    "%s has made more requests than are taken in a second. Try again a little later."
                            .formatted(caller.inWords()));
        }
        String named = RequestNamespace.header(request);
        if (named != null && !caller.reach().covers(named)) {
            // Whether it exists is not for this key to know.
            return new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "%s is not for the namespace '%s'.".formatted(caller.inWords(), Printable.excerpt(named)));
        }
        RequestNamespace.set(request, named == null ? caller.reach().home() : named);
        caller.reach().set(request);
        SecurityContext context = holder.createEmptyContext();
        context.setAuthentication(caller);
        holder.setContext(context);
        contexts.saveContext(context, request, response);
        return null;
    }

    private Optional<KeyAuthentication> authentication(String header) {
        return Optional.of(header)
                .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .flatMap(value -> Secret.of(value.substring(SCHEME.length()).strip()))
                .flatMap(secret -> keys.find(secret).map(key -> new KeyAuthentication(key, secret.hash())));
    }
}
