package dev.kagzi.server.worker;

import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.settings.ServerSettings;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.WorkflowsChanged;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What workers have declared, per namespace, kept in memory for a second: names are translated and versions chosen from it. A name it
 * does not know is looked up anew, so that a workflow can be started the moment it is declared.
 */
@Component
public class WorkflowRegistry implements SignalListener {

    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final WorkflowRepository repository;
    private final DatabaseClock clock;
    private final Duration liveFor;
    private final Map<UUID, Loaded> loaded = new ConcurrentHashMap<>();
    private final Map<UUID, ReentrantLock> looks = new ConcurrentHashMap<>();

    WorkflowRegistry(WorkflowRepository repository, DatabaseClock clock, ServerSettings settings) {
        this.repository = repository;
        this.clock = clock;
        this.liveFor = settings.leaseDuration().multipliedBy(2);
    }

    /** The workflow that has this name or had it. */
    public Optional<KnownWorkflow> find(UUID namespaceId, String name) {
        return Optional.ofNullable(findAll(namespaceId, Set.of(name)).get(name));
    }

    /** The workflows by all their names, looked up anew, and no more than once, when these names are not all among them. */
    public Map<String, KnownWorkflow> findAll(UUID namespaceId, Set<String> names) {
        Loaded current = loaded.get(namespaceId);
        return current != null && current.isFresh() && current.byName().keySet().containsAll(names)
                ? current.byName()
                : load(namespaceId);
    }

    /** Today's name for a name that runs are stored under. */
    public String nameOf(UUID namespaceId, String stored) {
        KnownWorkflow known = fresh(namespaceId).get(stored);
        return known == null ? stored : known.name();
    }

    /** All workflows, by today's name. */
    public List<KnownWorkflow> all(UUID namespaceId) {
        return fresh(namespaceId).values().stream()
                .distinct()
                .sorted(Comparator.comparing(KnownWorkflow::name))
                .toList();
    }

    /** The versions of these workflows, highest first. */
    public Map<String, List<DeclaredWorkflow>> declared(UUID namespaceId, Collection<String> names) {
        return repository.declared(namespaceId, names, clock.now().minus(liveFor));
    }

    /** The highest version of each of these workflows, as it is declared now. */
    public List<WorkflowOffer> newest(UUID namespaceId, Collection<String> names) {
        return repository.newest(namespaceId, names);
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof WorkflowsChanged changed) {
            loaded.remove(changed.namespaceId());
        }
    }

    private Map<String, KnownWorkflow> fresh(UUID namespaceId) {
        Loaded current = loaded.get(namespaceId);
        return current != null && current.isFresh() ? current.byName() : load(namespaceId);
    }

    /** Many who ask at the same time are answered by one look. Who holds a connection does not wait for one who may need it. */
    private Map<String, KnownWorkflow> load(UUID namespaceId) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return look(namespaceId);
        }
        long askedNanos = System.nanoTime();
        ReentrantLock looking = looks.computeIfAbsent(namespaceId, any -> new ReentrantLock());
        looking.lock();
        try {
            Loaded current = loaded.get(namespaceId);
            return current != null && current.atNanos() - askedNanos >= 0 ? current.byName() : look(namespaceId);
        } finally {
            looking.unlock();
        }
    }

    private Map<String, KnownWorkflow> look(UUID namespaceId) {
        long atNanos = System.nanoTime();
        Map<String, KnownWorkflow> byName =
                repository.load(namespaceId, clock.now().minus(liveFor));
        loaded.put(namespaceId, new Loaded(byName, atNanos));
        return byName;
    }

    private record Loaded(Map<String, KnownWorkflow> byName, long atNanos) {

        boolean isFresh() {
            return System.nanoTime() - atNanos < FRESH_NANOS;
        }
    }
}
