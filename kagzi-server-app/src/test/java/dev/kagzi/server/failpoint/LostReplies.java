package dev.kagzi.server.failpoint;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Breaks the caller's connection when the reply is there and nothing of it has been sent. */
final class LostReplies implements Filter {

    private static final String KEPT = LostReplies.class.getName();

    private final Faults faults;

    LostReplies(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        faults.comes();
        try {
            answer(request, response, chain);
        } finally {
            faults.goes();
        }
    }

    private void answer(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // A poll is answered by a dispatch of its own, which comes here as well.
        if (request.getAttribute(KEPT) instanceof ContentCachingResponseWrapper kept) {
            chain.doFilter(request, response);
            loseUnlessStarted(request, kept);
        } else if (request.getDispatcherType() == DispatcherType.REQUEST && faults.takesReply()) {
            ContentCachingResponseWrapper kept = new ContentCachingResponseWrapper((HttpServletResponse) response);
            request.setAttribute(KEPT, kept);
            chain.doFilter(request, kept);
            loseUnlessStarted(request, kept);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void loseUnlessStarted(ServletRequest request, ContentCachingResponseWrapper kept)
            throws IOException {
        if (!request.isAsyncStarted()) {
            lose(kept.getResponse());
        }
    }

    private static void lose(ServletResponse response) throws IOException {
        // Tomcat closes the connection of a response that has begun and fails.
        response.reset();
        response.setContentLength(2);
        response.getOutputStream().write('{');
        response.flushBuffer();
        throw new IOException("The reply is lost, as the test wants it");
    }
}
