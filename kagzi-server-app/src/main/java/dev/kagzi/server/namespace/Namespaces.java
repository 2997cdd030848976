package dev.kagzi.server.namespace;

import dev.kagzi.protocol.CreateNamespace;
import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.settings.RetentionSettings;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Service;

/** The namespaces there are. None is ever removed, so what was found once is kept in memory. */
@Service
public class Namespaces {

    private static final int MOST = 1_000;

    private final NamespaceRepository repository;
    private final Map<String, NamespaceId> known = new ConcurrentHashMap<>();

    Namespaces(NamespaceRepository repository) {
        this.repository = repository;
    }

    /**
     * The id of the namespace with this name.
     *
     * @throws ProblemException with {@link ProblemCode#NAMESPACE_UNKNOWN}
     */
    public NamespaceId resolve(String name) {
        NamespaceId id = known.get(name);
        if (id != null) {
            return id;
        }
        NamespaceId found = TextRule.NAMESPACE.violation(name).isPresent()
                ? null
                : repository.findId(name).map(NamespaceId::new).orElse(null);
        if (found == null) {
            throw unknown(name);
        }
        known.put(name, found);
        return found;
    }

    /**
     * Makes a namespace, or finds the one that the same request has made before.
     *
     * @param freshId the namespace's id
     * @throws ProblemException when the name is taken
     */
    Namespace create(CreateNamespace namespace, UUID freshId) {
        new Violations()
                .text("/name", namespace.name(), TextRule.NAMESPACE)
                .text("/displayName", namespace.displayName(), TextRule.LABEL)
                .text("/description", namespace.description(), TextRule.DESCRIPTION)
                .require(
                        namespace.retention() == null || RetentionSettings.isValid(namespace.retention()),
                        "/retention",
                        "is " + RetentionSettings.BOUNDS)
                .throwIfAny();
        return repository
                .insert(freshId, namespace)
                .or(() -> repository.find(freshId, namespace.name()))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NAMESPACE_EXISTS,
                        "There is a namespace '%s' already. Choose another name.".formatted(namespace.name())));
    }

    Namespace get(String name) {
        if (TextRule.NAMESPACE.violation(name).isPresent()) {
            throw unknown(name);
        }
        return repository.find(name).orElseThrow(() -> unknown(name));
    }

    /** The first thousand there are. */
    public List<NamespaceId> all() {
        return repository.ids(MOST).stream().map(NamespaceId::new).toList();
    }

    List<Namespace> listAfter(String name, int limit) {
        return repository.listAfter(name, limit);
    }

    private static ProblemException unknown(String name) {
        return new ProblemException(
                ProblemCode.NAMESPACE_UNKNOWN,
                "There is no namespace '%s'. Make it with 'POST /api/v1/namespaces'."
                        .formatted(Printable.excerpt(name)));
    }
}
