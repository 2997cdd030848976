package dev.kagzi.server.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** For answers with a secret, which is kept nowhere: what a repeat of the request is answered with. */
public final class ShownOnce {

    private static final String ATTRIBUTE = ShownOnce.class.getName();

    private ShownOnce() {}

    /** A repeat with the same {@code Idempotency-Key} gets this in place of the answer. */
    public static void repeatWith(HttpServletRequest request, Object body) {
        request.setAttribute(ATTRIBUTE, body);
    }

    static @Nullable Object of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE);
    }
}
