package dev.kagzi.server.security;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.BoundedReads;
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
import org.springframework.http.HttpMethod;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out whose session a request of the console belongs to, and which namespace it is about; who only looks does so in bounded reads. */
final class ConsoleFilter extends OncePerRequestFilter {

    private final @Nullable ConsoleSessions sessions;
    private final RequestRates rates;
    private final SecurityContextRepository contexts = new RequestAttributeSecurityContextRepository();
    private final SecurityContextHolderStrategy holder = SecurityContextHolder.getContextHolderStrategy();

    /** @param sessions null where no keys are asked for */
    ConsoleFilter(@Nullable ConsoleSessions sessions, RequestRates rates) {
        this.sessions = sessions;
        this.rates = rates;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isRead = HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
        if (isRead) {
            BoundedReads.bound();
        }
        try {
            answer(request, response, chain);
        } finally {
            BoundedReads.unbound();
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ProblemException refusal;
        try {
            refusal = admit(request, response);
        } catch (ProblemException e) {
            refusal = e;
        } catch (DataAccessException | TransactionException e) {
            refusal = DatabaseProblem.unavailable();
        }
        if (refusal == null) {
            show(request, response, chain);
        } else {
            ConsoleProblem.show(request, response, refusal);
        }
    }

    /** What fails in a template is out of the reach of whoever answers the failures of controllers. */
    private static void show(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException e) {
            if (response.isCommitted()) {
                throw e;
            }
            response.resetBuffer();
            ConsoleProblem.show(request, response, ConsoleProblem.failure(request, e));
        }
    }

    private @Nullable ProblemException admit(HttpServletRequest request, HttpServletResponse response) {
        String namespace = ConsolePaths.namespace(request.getServletPath()).orElse(null);
        if (namespace != null) {
            RequestNamespace.set(request, namespace);
        }
        if (sessions == null) {
            return null;
        }
        Optional<CallerAuthentication> found =
                ConsoleCookie.SESSION.read(request).flatMap(sessions::find);
        if (found.isEmpty()) {
            return null;
        }
        CallerAuthentication caller = found.get();
        if (!rates.allows(caller)) {
            return new ProblemException(
                    ProblemCode.TOO_MANY_REQUESTS,
                    "%s has made more requests than are taken in a second.".formatted(caller.inWords()));
        }
        if (namespace != null && !caller.reach().covers(namespace)) {
            return new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "%s may not look into the namespace '%s'."
                            .formatted(caller.inWords(), Printable.excerpt(namespace)));
        }
        if (namespace == null) {
            RequestNamespace.set(request, caller.reach().home());
        }
        caller.reach().set(request);
        SecurityContext context = holder.createEmptyContext();
        context.setAuthentication(caller);
        holder.setContext(context);
        contexts.saveContext(context, request, response);
        return null;
    }
}
