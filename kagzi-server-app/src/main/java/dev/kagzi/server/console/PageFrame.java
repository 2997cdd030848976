package dev.kagzi.server.console;

import dev.kagzi.protocol.KeyRole;
import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.namespace.Namespaces;
import dev.kagzi.server.security.ConsoleCaller;
import dev.kagzi.server.security.SecuritySettings;
import dev.kagzi.server.web.Reach;
import dev.kagzi.server.web.RequestNamespace;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.thymeleaf.context.LazyContextVariable;

/** What the templates of all pages are told. */
@Component
class PageFrame {

    private static final int NAMESPACES = 200;

    private final Namespaces namespaces;
    private final SecuritySettings settings;

    PageFrame(Namespaces namespaces, SecuritySettings settings) {
        this.namespaces = namespaces;
        this.settings = settings;
    }

    /** For a page of a namespace, by name what it is. */
    Map<String, @Nullable Object> of(HttpServletRequest request) {
        ConsoleCaller caller = ConsoleCaller.current();
        String namespace = RequestNamespace.of(request);
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("namespace", namespace);
        model.put("base", "/console/ns/" + namespace);
        model.put("namespaces", names(Reach.of(request), namespace));
        // Where this server is reached, as the caller's browser has it.
        model.put(
                "origin",
                ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString());
        model.put("caller", caller);
        model.put("mayChange", caller.has(KeyRole.CLIENT));
        model.put("isAdmin", caller.has(KeyRole.ADMIN));
        model.put("refusal", RefusalView.of(request));
        model.put("doneInWords", DoneWords.of(request.getParameter("done"), request.getParameter("count")));
        return model;
    }

    /** The first ones, and the one that is looked at. Read only where it is shown: parts of pages have no head. */
    private LazyContextVariable<SortedSet<String>> names(Reach reach, String here) {
        return new LazyContextVariable<>() {
            @Override
            protected SortedSet<String> loadValue() {
                SortedSet<String> names = namespaces.listAfter(reach, "", NAMESPACES).stream()
                        .map(Namespace::name)
                        .collect(Collectors.toCollection(TreeSet::new));
                names.add(here);
                return names;
            }
        };
    }

    /**
     * The same for a page that shows a problem: nothing where it is not known who asks, where there is no such namespace, and where the
     * problem is that the server has no time or no database.
     */
    Map<String, @Nullable Object> of(HttpServletRequest request, ProblemCode code) {
        boolean isKnown = !settings.enabled() || ConsoleCaller.current().name() != null;
        if (!isKnown || code.retryable()) {
            return Map.of();
        }
        try {
            return namespaces.exists(RequestNamespace.of(request)) ? of(request) : Map.of();
        } catch (DataAccessException | TransactionException e) {
            return Map.of();
        }
    }
}
