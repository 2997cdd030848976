package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes requests for this machine only. A page in a browser can point a name of its own at the loopback address; what
 * its requests cannot hide is that name.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class HostFilter extends OncePerRequestFilter {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!isLoopback(request.getServerName())) {
            refuse(response, "host", request.getServerName());
        } else if (origin != null && !isLoopback(host(origin))) {
            refuse(response, "origin", origin);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String host(String origin) {
        try {
            return URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void refuse(HttpServletResponse response, String part, String value) throws IOException {
        ProblemException problem = new ProblemException(
                ProblemCode.HOST_NOT_ALLOWED,
                "The %s of the request is '%s'; only 'localhost', '127.0.0.1' and '[::1]' are allowed."
                        .formatted(part, Printable.excerpt(value)));
        ProblemWriter.write(response, problem.problem());
    }
}
