package dev.kagzi.server.security;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers a form that cannot be read, as one larger than the web server takes, with a page. */
final class ConsoleFormFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            // The first who asks for any has all of them read.
            request.getParameterMap();
        } catch (InvalidParameterException e) {
            ConsoleProblem.show(new WithoutForm(request), response, problem(e.getErrorCode()));
            return;
        }
        chain.doFilter(request, response);
    }

    private static ProblemException problem(int status) {
        return status == ProblemCode.PAYLOAD_TOO_LARGE.status()
                ? new ProblemException(
                        ProblemCode.PAYLOAD_TOO_LARGE,
                        "What was typed is larger than this server takes, and nothing was changed. Go back, and make it smaller.")
                : new ProblemException(
                        ProblemCode.MALFORMED_REQUEST,
                        "The address or the form cannot be read, and nothing was changed.");
    }

    /** What the page of the problem is asked for with: nothing that would be read once more. */
    private static final class WithoutForm extends HttpServletRequestWrapper {

        WithoutForm(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public @Nullable String getParameter(String name) {
            return null;
        }

        @Override
        public String @Nullable [] getParameterValues(String name) {
            return null;
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.emptyEnumeration();
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return Map.of();
        }
    }
}
