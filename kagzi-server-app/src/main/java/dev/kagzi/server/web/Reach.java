package dev.kagzi.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the caller of a request may reach: which namespaces the key is for.
 *
 * @param namespaces names of those, {@link #ALL} for all there are and will be
 */
public record Reach(List<String> namespaces) {

    /** Stands for all namespaces. */
    public static final String ALL = "*";

    private static final Reach EVERYWHERE = new Reach(List.of(ALL));
    private static final String DEFAULT_NAMESPACE = "default";
    private static final String ATTRIBUTE = Reach.class.getName();

    /** Of the request's key; of a server without keys: everywhere. */
    public static Reach of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Reach reach ? reach : EVERYWHERE;
    }

    /** Notes how far this request reaches. */
    public void set(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The namespace of requests that name none. */
    public String home() {
        return namespaces.get(0).equals(ALL) ? DEFAULT_NAMESPACE : namespaces.get(0);
    }

    public boolean isEverywhere() {
        return namespaces.contains(ALL);
    }

    /** Whether what belongs to this namespace is within reach; what belongs to none or to all is only for those who reach everywhere. */
    public boolean covers(@Nullable String namespace) {
        return isEverywhere() || namespace != null && namespaces.contains(namespace);
    }

    /** Whether all of these are within reach. */
    public boolean coversAll(List<String> names) {
        return names.stream().allMatch(this::covers);
    }

    /** The names as a condition of SQL: null where there is none. */
    public @Nullable List<String> restriction() {
        return isEverywhere() ? null : namespaces;
    }
}
