package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.startup.StartRefusedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Takes requests for this machine, and for the names that are declared as the server's. A page in a browser can point a name of its own at
 * an address of the server; what its requests cannot hide is that name.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class HostFilter extends OncePerRequestFilter {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    /** Load balancers ask for these by the address of the server, and learn nothing from them but whether it is there. */
    private static final Set<String> PROBES = Set.of("/livez", "/readyz");

    private static final String PROPERTY = "kagzi.security.allowed-hosts";

    private final Set<String> allowed;

    @Autowired
    HostFilter(Environment environment) {
        this(Binder.get(environment)
                .bind(PROPERTY, Bindable.setOf(String.class))
                .orElse(Set.of()));
    }

    /** @param others names and addresses beside those of this machine */
    HostFilter(Set<String> others) {
        this.allowed = Stream.concat(LOOPBACK.stream(), others.stream().map(HostFilter::checked))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** As it stands in requests: an address of IPv6 in brackets. */
    private static String checked(String host) {
        String name = host.strip().toLowerCase(Locale.ROOT);
        boolean isBareIpv6 = name.indexOf(':') != name.lastIndexOf(':') && !name.startsWith("[");
        String written = isBareIpv6 ? "[" + name + "]" : name;
        if (written.isEmpty() || !written.equals(host("http://" + written + "/")) || written.equals("*")) {
            throw new StartRefusedException(
                    "'%s' names '%s', which is no name of a host.".formatted(PROPERTY, host),
                    "Give names and addresses without scheme and port, such as 'kagzi.example.com'.");
        }
        return written;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return PROBES.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!isAllowed(request.getServerName())) {
            refuse(response, "host", request.getServerName());
        } else if (origin != null && !isAllowed(host(origin))) {
            refuse(response, "origin", origin);
        } else {
            chain.doFilter(request, response);
        }
    }

    private boolean isAllowed(@Nullable String host) {
        return host != null && allowed.contains(host.toLowerCase(Locale.ROOT));
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
                "The %s of the request is '%s'; only this machine's and those in 'kagzi.security.allowed-hosts' are allowed."
                        .formatted(part, Printable.excerpt(value)));
        ProblemWriter.write(response, problem.problem());
    }
}
