package dev.kagzi.transport;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/** A request to send. */
record Request(HttpMethod method, URI uri, @Nullable Object body) {

    static Request get(URI uri) {
        return new Request(HttpMethod.GET, uri, null);
    }

    static Request post(URI uri, @Nullable Object body) {
        return new Request(HttpMethod.POST, uri, body);
    }

    static Request delete(URI uri) {
        return new Request(HttpMethod.DELETE, uri, null);
    }

    @Override
    public String toString() {
        return method + " " + uri;
    }
}
