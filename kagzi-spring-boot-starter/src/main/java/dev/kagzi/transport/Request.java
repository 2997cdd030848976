package dev.kagzi.transport;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

/**
 * A request to send.
 *
 * @param headers beside those that every request has
 */
record Request(HttpMethod method, URI uri, @Nullable Object body, Map<String, String> headers) {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    static Request get(URI uri) {
        return new Request(HttpMethod.GET, uri, null, Map.of());
    }

    static Request post(URI uri, @Nullable Object body) {
        return new Request(HttpMethod.POST, uri, body, Map.of());
    }

    static Request delete(URI uri) {
        return new Request(HttpMethod.DELETE, uri, null, Map.of());
    }

    /** Replaces what has this tag, and nothing that somebody else has put in its place. */
    static Request put(URI uri, Object body, String etag) {
        return new Request(HttpMethod.PUT, uri, body, Map.of(HttpHeaders.IF_MATCH, etag));
    }

    /** The same request, whose repetition has no second effect and the first one's answer. */
    Request once(UUID key) {
        return new Request(method, uri, body, Map.of(IDEMPOTENCY_KEY, key.toString()));
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
