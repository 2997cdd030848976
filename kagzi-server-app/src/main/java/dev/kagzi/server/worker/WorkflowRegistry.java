package dev.kagzi.server.worker;

import dev.kagzi.protocol.worker.WorkflowOffer;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.GroupCommit;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What workers have declared, per namespace, kept in memory for a second, or for five where servers tell each other of changes: names
 * are translated and versions chosen from it. A name it does not know is looked up anew, so that a workflow can be started the moment it
 * is declared.
 */
@Component
public class WorkflowRegistry implements SignalListener {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration FRESH_IF_TOLD = Duration.ofSeconds(5);

    private final WorkflowRepository repository;
    private final DatabaseClock clock;
    private final Duration liveFor;
    private final Duration freshFor;
    private final LongSupplier nanoTime;
    private final Map<UUID, Loaded> loaded = new ConcurrentHashMap<>();
    private final Map<UUID, Looks> looks = new ConcurrentHashMap<>();
    /** How many have been heard of: a look may have missed those that were heard of since it began. */
    private final Map<UUID, Long> changes = new ConcurrentHashMap<>();

    @Autowired
    WorkflowRegistry(WorkflowRepository repository, DatabaseClock clock, ServerSettings settings) {
        this(repository, clock, settings, System::nanoTime);
    }

    WorkflowRegistry(
            WorkflowRepository repository, DatabaseClock clock, ServerSettings settings, LongSupplier nanoTime) {
        this.repository = repository;
        this.clock = clock;
        this.liveFor = settings.leaseDuration().multipliedBy(2);
        this.freshFor = settings.notifying() ? FRESH_IF_TOLD : FRESH;
        this.nanoTime = nanoTime;
    }

    /** The workflow that has this name or had it. */
    public Optional<KnownWorkflow> find(UUID namespaceId, String name) {
        return Optional.ofNullable(findAll(namespaceId, Set.of(name)).get(name));
    }

    /** The workflows by all their names, looked up anew, and no more than once, when these names are not all among them. */
    public Map<String, KnownWorkflow> findAll(UUID namespaceId, Set<String> names) {
        Loaded current = loaded.get(namespaceId);
        return current != null
                        && isFresh(namespaceId, current)
                        && current.byName().keySet().containsAll(names)
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
        return repository.declared(namespaceId, names, liveFor, clock.shift());
    }

    /** The highest version of each of these workflows, as it is declared now. */
    public List<WorkflowOffer> newest(UUID namespaceId, Collection<String> names) {
        return repository.newest(namespaceId, names);
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof WorkflowsChanged changed) {
            changes.merge(changed.namespaceId(), 1L, Long::sum);
        }
    }

    private Map<String, KnownWorkflow> fresh(UUID namespaceId) {
        Loaded current = loaded.get(namespaceId);
        return current != null && isFresh(namespaceId, current) ? current.byName() : load(namespaceId);
    }

    /**
     * All who ask during a look share the next one, and what goes wrong with it. Who is in a transaction holds a connection, and does not
     * wait for one who may need it.
     */
    private Map<String, KnownWorkflow> load(UUID namespaceId) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return look(namespaceId);
        }
        Looks ofNamespace = looks.computeIfAbsent(namespaceId, any -> new Looks());
        CompletableFuture<Map<String, KnownWorkflow>> mine = new CompletableFuture<>();
        CompletableFuture<Map<String, KnownWorkflow>> next = ofNamespace.join(mine);
        if (next == mine) {
            ofNamespace.look(mine, () -> look(namespaceId));
        }
        return GroupCommit.await(next);
    }

    /** The look at a namespace that is going on, and the one that follows. */
    private static final class Looks {

        private final ReentrantLock looking = new ReentrantLock();
        private final AtomicReference<@Nullable CompletableFuture<Map<String, KnownWorkflow>>> next =
                new AtomicReference<>();

        /** The next look: this one, when there is no other yet. */
        CompletableFuture<Map<String, KnownWorkflow>> join(CompletableFuture<Map<String, KnownWorkflow>> mine) {
            CompletableFuture<Map<String, KnownWorkflow>> other = next.compareAndExchange(null, mine);
            return other == null ? mine : other;
        }

        void look(CompletableFuture<Map<String, KnownWorkflow>> mine, Supplier<Map<String, KnownWorkflow>> look) {
            looking.lock();
            try {
                // From here on it may miss what those who come want to see.
                next.set(null);
                mine.complete(look.get());
            } catch (RuntimeException | Error e) {
                mine.completeExceptionally(e);
            } finally {
                looking.unlock();
            }
        }
    }

    private Map<String, KnownWorkflow> look(UUID namespaceId) {
        long atNanos = nanoTime.getAsLong();
        long changesBefore = changes(namespaceId);
        Map<String, KnownWorkflow> byName = repository.load(namespaceId, liveFor, clock.shift());
        loaded.put(namespaceId, new Loaded(byName, atNanos, changesBefore));
        return byName;
    }

    private boolean isFresh(UUID namespaceId, Loaded known) {
        return known.changes() == changes(namespaceId) && nanoTime.getAsLong() - known.atNanos() < freshFor.toNanos();
    }

    private long changes(UUID namespaceId) {
        return changes.getOrDefault(namespaceId, 0L);
    }

    private record Loaded(Map<String, KnownWorkflow> byName, long atNanos, long changes) {}
}
