package dev.kagzi.server.console;

import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.RequestNamespace;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.View;
import org.springframework.web.util.UriComponentsBuilder;

/** The page on which something was asked for that is refused, as it is now and with the problem above it. */
final class RefusalView implements View {

    private static final String ATTRIBUTE = RefusalView.class.getName();

    private final ProblemException problem;
    private final String page;

    RefusalView(ProblemException problem, String page) {
        this.problem = problem;
        this.page = page;
    }

    /** What was refused before this page was made; null for nothing. */
    static @Nullable ProblemView of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof ProblemView refusal ? refusal : null;
    }

    @Override
    public void render(@Nullable Map<String, ?> model, HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        request.setAttribute(ATTRIBUTE, ProblemView.of(problem));
        response.setStatus(problem.code().status());
        RequestDispatcher dispatcher =
                Objects.requireNonNull(request.getRequestDispatcher(address(request)), "no dispatcher");
        dispatcher.forward(new Get(request), response);
    }

    @SuppressWarnings("unchecked")
    private String address(HttpServletRequest request) {
        Map<String, String> variables =
                (Map<String, String>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return UriComponentsBuilder.fromPath("/console/ns/" + RequestNamespace.of(request) + page)
                .encode()
                .buildAndExpand(variables)
                .toUriString();
    }

    /** Asks for the page in place of the change. */
    private static final class Get extends HttpServletRequestWrapper {

        Get(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return HttpMethod.GET.name();
        }
    }
}
