package dev.kagzi.transport;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * A request to send.
 *
 * @param idempotencyKey by which the server tells a repeat from a second request, absent where something else does
 */
record Request(
        HttpMethod method,
        URI uri,
        @Nullable Object body,
        @Nullable String idempotencyKey) {

    static Request get(URI uri) {
        return new Request(HttpMethod.GET, uri, null, null);
    }

    static Request post(URI uri, @Nullable Object body) {
        return new Request(HttpMethod.POST, uri, body, null);
    }

    static Request delete(URI uri) {
        return new Request(HttpMethod.DELETE, uri, null, null);
    }

    Request keyed(String key) {
        return new Request(method, uri, body, key);
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
