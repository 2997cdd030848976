package dev.kagzi.server.failpoint;

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

    private final Faults faults;

    LostReplies(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!faults.losesReply()) {
            chain.doFilter(request, response);
            return;
        }
        ContentCachingResponseWrapper kept = response instanceof ContentCachingResponseWrapper wrapper
                ? wrapper
                : new ContentCachingResponseWrapper((HttpServletResponse) response);
        chain.doFilter(request, kept);
        // A poll is answered by a dispatch of its own, which comes here as well.
        if (!request.isAsyncStarted()) {
            lose(kept.getResponse());
        }
    }

    private void lose(ServletResponse response) throws IOException {
        faults.replyLost();
        // Tomcat closes the connection of a response that has begun and fails.
        response.reset();
        response.setContentLength(2);
        response.getOutputStream().write('{');
        response.flushBuffer();
        throw new IOException("The reply is lost, as the test wants it");
    }
}
