package dev.kagzi.server.web;

import dev.kagzi.server.shutdown.GracefulStop;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * While the server stops, each answer closes its connection: a caller that keeps connections makes its next one to another server, and
 * sends nothing to one that is about to go.
 */
@Component
class LastAnswerFilter extends OncePerRequestFilter {

    private final GracefulStop stop;

    LastAnswerFilter(GracefulStop stop) {
        this.stop = stop;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (stop.isStopping() && !response.isCommitted()) {
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        chain.doFilter(request, response);
    }

    /** A long poll that was open before is answered by such a dispatch. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}
