package dev.kagzi.server.web;

import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.database.OutcomeUnknownException;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.web.RepeatedRequests.Answer;
import dev.kagzi.server.web.RepeatedRequests.Keyed;
import dev.kagzi.server.web.RepeatedRequests.Known;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Answers a request that changes something and has an {@code Idempotency-Key} once, and every repeat of it with the same answer. The
 * worker protocol has its own ways to be repeated.
 */
@Component
class IdempotencyFilter extends OncePerRequestFilter {

    static final String HEADER = "Idempotency-Key";

    private static final Logger log = LoggerFactory.getLogger(IdempotencyFilter.class);
    private static final Set<String> CHANGES = Set.of("POST", "PUT", "DELETE");
    private static final String API = "/api/v1/";
    private static final String WORKER_PROTOCOL = "/api/v1/worker/";
    private static final int MAX_KEY = 255;

    private final RepeatedRequests requests;

    IdempotencyFilter(RepeatedRequests requests) {
        this.requests = requests;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getRequestURI();
        return request.getHeader(HEADER) == null
                || !CHANGES.contains(request.getMethod())
                || !path.startsWith(API)
                || path.startsWith(WORKER_PROTOCOL);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ReadRequest read;
        Keyed keyed;
        Known known;
        try {
            byte[] body = BoundedBody.read(new ServletServerHttpRequest(request));
            read = new ReadRequest(request, body);
            keyed = keyed(request, body);
            known = requests.begin(keyed);
        } catch (ProblemException e) {
            ProblemWriter.write(response, e.problem());
            return;
        } catch (DataAccessException | TransactionException | OutcomeUnknownException e) {
            // Nothing but the key can have been noted.
            ProblemWriter.write(response, notBegun(e).problem());
            return;
        }
        if (known instanceof Known.First first) {
            answerFirst(keyed, first, read, response, chain);
        } else if (known instanceof Known.Answered answered) {
            repeat(answered.answer(), response);
        } else {
            ProblemWriter.write(response, refusal(known, keyed).problem());
        }
    }

    private static ProblemException notBegun(RuntimeException failure) {
        return failure instanceof OutcomeUnknownException
                ? DatabaseProblem.unavailable()
                : DatabaseProblem.of(failure, HttpMethod.GET).orElseThrow(() -> failure);
    }

    private static Keyed keyed(HttpServletRequest request, byte[] body) {
        String key = request.getHeader(HEADER);
        if (key.isBlank()
                || key.length() > MAX_KEY
                || !key.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw ProblemException.invalid(
                    HEADER, "has to be from 1 to %d printable ASCII characters without spaces".formatted(MAX_KEY));
        }
        return new Keyed(RequestNamespace.of(request), key, fingerprint(request, body));
    }

    private static byte[] fingerprint(HttpServletRequest request, byte[] body) {
        // Whoever may reach less than the first one does not get its answer.
        String target = "%s %s %s?%s\n"
                .formatted(
                        Reach.of(request).namespaces(),
                        request.getMethod(),
                        request.getRequestURI(),
                        request.getQueryString());
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(target.getBytes(StandardCharsets.UTF_8));
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answerFirst(
            Keyed keyed, Known.First first, ReadRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        FreshIds ids = FreshIds.from(first.freshId());
        request.setAttribute(FreshIds.ATTRIBUTE, ids);
        ContentCachingResponseWrapper cached = new ContentCachingResponseWrapper(response);
        boolean isLastWord = false;
        try {
            chain.doFilter(request, cached);
            isLastWord = !ids.expectsRepeat() && isLastWord(cached.getStatus(), first);
        } finally {
            settle(keyed, request, cached, isLastWord);
        }
        cached.copyBodyToResponse();
    }

    /** A failure is not; nor is the refusal of a repeat, since what was tried before may have had its effect. */
    private static boolean isLastWord(int status, Known.First first) {
        return first.isRepeat() ? status < 400 : status < 500;
    }

    /**
     * What was refused has changed nothing: the same request may succeed later, and a better one may have its key. What failed may have
     * had its effect all the same, so that the repeat has to find it: it is executed with the same ids.
     */
    private void settle(Keyed keyed, ReadRequest request, ContentCachingResponseWrapper response, boolean isLastWord) {
        try {
            if (!isLastWord) {
                requests.release(keyed);
            } else if (response.getStatus() >= 400) {
                requests.forget(keyed);
            } else {
                requests.keep(keyed, answer(request, response));
            }
        } catch (RuntimeException e) {
            // The caller gets its answer; a repeat is executed again after a while, with the same ids.
            log.warn("What became of the request with the key '{}' could not be noted", keyed.key(), e);
        }
    }

    private static Answer answer(ReadRequest request, ContentCachingResponseWrapper response) {
        Object repeat = ShownOnce.of(request);
        return new Answer(
                response.getStatus(),
                response.getContentType(),
                response.getHeader(HttpHeaders.LOCATION),
                response.getHeader(HttpHeaders.ETAG),
                repeat == null ? response.getContentAsByteArray() : ProblemWriter.json(repeat));
    }

    private static void repeat(Answer answer, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        response.setContentType(answer.contentType());
        if (answer.location() != null) {
            response.setHeader(HttpHeaders.LOCATION, answer.location());
        }
        if (answer.etag() != null) {
            response.setHeader(HttpHeaders.ETAG, answer.etag());
        }
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
        response.flushBuffer();
    }

    private static ProblemException refusal(Known known, Keyed keyed) {
        String key = Printable.excerpt(keyed.key());
        return known instanceof Known.Another
                ? new ProblemException(
                        ProblemCode.IDEMPOTENCY_KEY_REUSED,
                        "The key '%s' belongs to another request. Use a key for one request and its repeats only."
                                .formatted(key))
                : new ProblemException(
                        ProblemCode.IDEMPOTENCY_KEY_IN_USE,
                        "The request with the key '%s' is being answered. Repeat it a little later for its answer."
                                .formatted(key));
    }
}
