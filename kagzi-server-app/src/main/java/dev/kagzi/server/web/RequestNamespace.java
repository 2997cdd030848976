package dev.kagzi.server.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The name of the namespace a request is about: what its key says, else what its header says. */
public final class RequestNamespace {

    private static final String HEADER = "Kagzi-Namespace";
    private static final String DEFAULT = "default";
    private static final String ATTRIBUTE = RequestNamespace.class.getName();

    private RequestNamespace() {}

    /** What the header names, which its key may not be for. */
    public static @Nullable String header(HttpServletRequest request) {
        return request.getHeader(HEADER);
    }

    /** Notes which one it is, once that has been decided. */
    public static void set(HttpServletRequest request, String name) {
        request.setAttribute(ATTRIBUTE, name);
    }

    /** The name, which may be of none that exists. */
    public static String of(HttpServletRequest request) {
        Object decided = request.getAttribute(ATTRIBUTE);
        String header = header(request);
        return decided instanceof String name ? name : header == null ? DEFAULT : header;
    }
}
