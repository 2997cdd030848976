package dev.kagzi.server.namespace;

import dev.kagzi.protocol.CreateNamespace;
import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.Page;
import dev.kagzi.server.web.FreshIds;
import dev.kagzi.server.web.PageRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
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
    ResponseEntity<Namespace> createNamespace(FreshIds ids, @RequestBody CreateNamespace request) {
        Namespace namespace = namespaces.create(request, ids.next());
        return ResponseEntity.created(URI.create(PATH + "/" + namespace.name())).body(namespace);
    }

    /** Shows a namespace. */
    @GetMapping("/{name}")
    Namespace getNamespace(@PathVariable("name") String name) {
        return namespaces.get(name);
    }

    /**
     * Lists the namespaces by name.
     *
     * @param limit at most so many items, from 1 to 200; 50 without it
     * @param cursor the nextCursor of the page before
     */
    @GetMapping
    Page<Namespace> listNamespaces(
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor) {
        PageRequest page = PageRequest.of(List.of("namespaces"), limit, cursor);
        String after = page.after().isEmpty() ? "" : page.after().get(0);
        return page.page(namespaces.listAfter(after, page.limit() + 1), namespace -> List.of(namespace.name()));
    }
}
