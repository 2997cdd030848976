package dev.kagzi.server.namespace;

import dev.kagzi.protocol.CreateNamespace;
import dev.kagzi.protocol.Namespace;
import dev.kagzi.protocol.ProblemCode;
import dev.kagzi.protocol.UpdateNamespace;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.input.TextRule;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.Printable;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.settings.RetentionSettings;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.NamespacesChanged;
import dev.kagzi.server.signal.SignalListener;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.web.Reach;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The namespaces there are. None is ever removed, so what was found once is kept in memory. */
@Service
public class Namespaces implements SignalListener {

    /** Of the database. */
    public static final String IS_ANY_DISABLED = "EXISTS (SELECT FROM kagzi.namespace WHERE disabled)";

    private static final int MOST = 1_000;

    private final NamespaceRepository repository;
    private final Transactions transactions;
    private final Signals signals;
    private final Map<String, NamespaceId> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Set<UUID> disabled;

    Namespaces(NamespaceRepository repository, Transactions transactions, Signals signals) {
        this.repository = repository;
        this.transactions = transactions;
        this.signals = signals;
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

    /** Whether there is a namespace with this name. */
    public boolean exists(String name) {
        return TextRule.NAMESPACE.violation(name).isEmpty()
                && (known.containsKey(name) || repository.findId(name).isPresent());
    }

    /**
     * Makes a namespace, or finds the one that the same request has made before.
     *
     * @param reach of whoever makes it: a key for some namespaces makes no others
     * @param freshId the namespace's id
     * @throws ProblemException when that is so, or the name is taken
     */
    public Namespace create(Reach reach, CreateNamespace namespace, UUID freshId) {
        if (!reach.isEverywhere()) {
            throw new ProblemException(
                    ProblemCode.FORBIDDEN,
                    "New namespaces are made with a key for all of them, and this one is for some.");
        }
        Violations violations = new Violations().text("/name", namespace.name(), TextRule.NAMESPACE);
        check(violations, namespace.displayName(), namespace.description(), namespace.retention());
        return repository
                .insert(freshId, namespace)
                .or(() -> repository.find(freshId, namespace.name()))
                .orElseThrow(() -> new ProblemException(
                        ProblemCode.NAMESPACE_EXISTS,
                        "There is a namespace '%s' already. Choose another name.".formatted(namespace.name())));
    }

    private static void check(
            Violations violations,
            @Nullable String displayName,
            @Nullable String description,
            @Nullable Duration retention) {
        violations
                .text("/displayName", displayName, TextRule.LABEL)
                .text("/description", description, TextRule.DESCRIPTION)
                .require(
                        retention == null || RetentionSettings.isValid(retention),
                        "/retention",
                        "is " + RetentionSettings.BOUNDS)
                .throwIfAny();
    }

    public Namespace update(Reach reach, String name, UpdateNamespace change) {
        check(new Violations(), change.displayName(), change.description(), change.retention());
        return found(reach, name, any -> repository.update(name, change));
    }

    /** What is held may finish; nothing else is started, claimed, fired or woken until it is enabled again. */
    public Namespace setDisabled(Reach reach, String name, boolean isDisabled) {
        return transactions.run(() -> {
            Namespace namespace = found(reach, name, any -> repository.setDisabled(name, isDisabled));
            signals.afterCommit(new NamespacesChanged());
            return namespace;
        });
    }

    public Namespace get(Reach reach, String name) {
        return found(reach, name, repository::find);
    }

    private static Namespace found(Reach reach, String name, Function<String, Optional<Namespace>> query) {
        if (TextRule.NAMESPACE.violation(name).isPresent() || !reach.covers(name)) {
            throw unknown(name);
        }
        return query.apply(name).orElseThrow(() -> unknown(name));
    }

    /**
     * Refuses what would be started in a disabled namespace.
     *
     * @throws ProblemException with {@link ProblemCode#NAMESPACE_DISABLED}
     */
    public void requireEnabled(NamespaceId namespace) {
        if (isDisabled(namespace.value())) {
            throw new ProblemException(
                    ProblemCode.NAMESPACE_DISABLED,
                    "The namespace is disabled: nothing is started in it. Enable it with 'POST /api/v1/namespaces/{name}/enable'.");
        }
    }

    public boolean isDisabled(UUID namespaceId) {
        Set<UUID> now = disabled;
        return (now == null ? lookForDisabled() : now).contains(namespaceId);
    }

    /** Whether this server takes any for disabled. */
    public boolean knowsDisabled() {
        Set<UUID> now = disabled;
        return now != null && !now.isEmpty();
    }

    /** Looks which are disabled: what a lost signal would have told. */
    public Set<UUID> lookForDisabled() {
        long before = changes.get();
        Set<UUID> found = repository.disabled();
        // What changed meanwhile may be missing.
        disabled = changes.get() == before ? found : null;
        return found;
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof NamespacesChanged) {
            changes.incrementAndGet();
            disabled = null;
        }
    }

    /** The first thousand there are. */
    public List<NamespaceId> all() {
        return repository.ids(MOST).stream().map(NamespaceId::new).toList();
    }

    /** Those within reach, by name, after this one. */
    public List<Namespace> listAfter(Reach reach, String name, int limit) {
        return repository.listAfter(reach.restriction(), name, limit);
    }

    private static ProblemException unknown(String name) {
        return new ProblemException(
                ProblemCode.NAMESPACE_UNKNOWN,
                "There is no namespace '%s'. Make it with 'POST /api/v1/namespaces'."
                        .formatted(Printable.excerpt(name)));
    }
}
