package dev.kagzi.server.namespace;

import dev.kagzi.protocol.CreateNamespace;
import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.Page;
import dev.kagzi.protocol.UpdateNamespace;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import dev.kagzi.server.web.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(NamespaceController.PATH)
class NamespaceController {

    static final String PATH = "/api/v1/namespaces";

    private final Namespaces namespaces;

    NamespaceController(Namespaces namespaces) {
        this.namespaces = namespaces;
    }

    /** Creates a namespace. */
    @PostMapping
    ResponseEntity<Namespace> createNamespace(
            HttpServletRequest http, FreshIds ids, @RequestBody CreateNamespace request) {
        Namespace namespace = namespaces.create(Reach.of(http), request, ids.next());
        return ResponseEntity.created(URI.create(PATH + "/" + namespace.name())).body(namespace);
    }

    /** Changes what is said of a namespace, and how long its finished runs are kept. */
    @PutMapping("/{name}")
    Namespace updateNamespace(
            HttpServletRequest http, @PathVariable("name") String name, @RequestBody UpdateNamespace request) {
        return namespaces.update(Reach.of(http), name, request);
    }

    /** Stops a namespace: held runs may finish; nothing is started, claimed, fired or woken. A repeat changes nothing. */
    @PostMapping("/{name}/disable")
    Namespace disableNamespace(HttpServletRequest http, @PathVariable("name") String name) {
        return namespaces.setDisabled(Reach.of(http), name, true);
    }

    /** Lets a namespace go on: what came due meanwhile is late. A repeat changes nothing. */
    @PostMapping("/{name}/enable")
    Namespace enableNamespace(HttpServletRequest http, @PathVariable("name") String name) {
        return namespaces.setDisabled(Reach.of(http), name, false);
    }

    /** Shows a namespace. */
    @GetMapping("/{name}")
    Namespace getNamespace(HttpServletRequest http, @PathVariable("name") String name) {
        return namespaces.get(Reach.of(http), name);
    }

    /**
     * Lists the namespaces by name: those the key is for.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping
    Page<Namespace> listNamespaces(
            HttpServletRequest http,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(List.of("namespaces"), limit, cursor);
        String after = page.after().isEmpty() ? "" : page.after().get(0);
        return page.page(
                namespaces.listAfter(Reach.of(http), after, page.limit() + 1), namespace -> List.of(namespace.name()));
    }
}
