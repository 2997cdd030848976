package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.run.RunNewsRepository.Look;
import dev.kagzi.server.shutdown.ShutdownOrder;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.SignalListener;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Tells which of the runs that people look at have changed, and where new ones have come. What a signal says is told at once and without a
 * look; all else, and what signals have missed, is found by one look a second, however many people look and however much changes.
 */
@Component
public class RunNews implements SignalListener, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RunNews.class);

    /** Leaves time to read and to tell, within a second of the change. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(900);

    private final RunNewsRepository repository;
    private final RunRepository runs;
    private final Watchers<RunKey, Reader> readersOfRuns = new Watchers<>();
    private final Watchers<UUID, Reader> readersOfNamespaces = new Watchers<>();
    private final Map<RunKey, String> revisions = new ConcurrentHashMap<>();
    private final Map<UUID, UUID> newest = new ConcurrentHashMap<>();
    private volatile @Nullable ScheduledExecutorService thread;
    private boolean failing;

    RunNews(RunNewsRepository repository, RunRepository runs) {
        this.repository = repository;
        this.runs = runs;
    }

    /** Somebody who is told. It has to return at once. */
    public interface Reader {

        void changed(UUID runId);

        /** There are newer runs in the namespace. */
        void started();
    }

    /** How these runs stand; without those that do not exist. */
    public Map<UUID, RunStatus> statuses(UUID namespaceId, List<UUID> runIds) {
        return runs.statuses(namespaceId, runIds);
    }

    /** Tells of these runs of a namespace, and of new ones in it, from now on until the answer is closed. */
    public AutoCloseable subscribe(UUID namespaceId, Set<UUID> runIds, Reader reader) {
        Set<RunKey> keys =
                runIds.stream().map(runId -> new RunKey(namespaceId, runId)).collect(Collectors.toSet());
        keys.forEach(key -> readersOfRuns.add(key, reader));
        readersOfNamespaces.add(namespaceId, reader);
        Set<RunKey> unknown =
                keys.stream().filter(key -> !revisions.containsKey(key)).collect(Collectors.toSet());
        Set<UUID> unknownNamespaces = newest.containsKey(namespaceId) ? Set.of() : Set.of(namespaceId);
        if (!unknown.isEmpty() || !unknownNamespaces.isEmpty()) {
            try {
                lookAt(unknown, unknownNamespaces);
            } catch (RuntimeException e) {
                log.debug("What is subscribed to could not be read; the next look is in a second", e);
            }
        }
        return () -> {
            keys.forEach(key -> readersOfRuns.remove(key, reader));
            readersOfNamespaces.remove(namespaceId, reader);
        };
    }

    /** Whatever goes wrong, there is a next look: nobody else tells those who read. */
    private void look() {
        revisions.keySet().retainAll(readersOfRuns.keys());
        newest.keySet().retainAll(readersOfNamespaces.keys());
        if (readersOfNamespaces.keys().isEmpty()) {
            return;
        }
        try {
            lookAt(Set.copyOf(readersOfRuns.keys()), Set.copyOf(readersOfNamespaces.keys()));
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                log.warn(
                        "What people look at could not be read, and is looked at until it can; is the database there?",
                        e);
            }
            failing = true;
        }
    }

    private void lookAt(Collection<RunKey> keys, Collection<UUID> namespaces) {
        Look look = repository.look(keys, namespaces);
        look.revisions().forEach((key, revision) -> {
            String before = revisions.put(key, revision);
            if (before != null && !revision.equals(before)) {
                tell(key);
            }
        });
        look.newest().forEach((namespaceId, run) -> {
            UUID before = newest.put(namespaceId, run);
            if (before != null && !run.equals(before)) {
                readersOfNamespaces.of(namespaceId).forEach(Reader::started);
            }
        });
    }

    private void tell(RunKey key) {
        readersOfRuns.of(key).forEach(reader -> reader.changed(key.runId()));
    }

    /** Whoever gives a signal does not tell all readers himself. */
    @Override
    public void onSignal(Signal signal) {
        ScheduledExecutorService telling = thread;
        if (signal instanceof RunChanged change && telling != null) {
            RunKey key = new RunKey(change.namespaceId(), change.runId());
            if (readersOfRuns.keys().contains(key)) {
                try {
                    telling.execute(() -> tell(key));
                } catch (RejectedExecutionException e) {
                    log.debug("Nobody is told any more that run '{}' has changed: the server stops", key.runId());
                }
            }
        }
    }

    @Override
    public void start() {
        CustomizableThreadFactory threads = new CustomizableThreadFactory("kagzi-news-");
        threads.setDaemon(true);
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(threads);
        looking.scheduleWithFixedDelay(
                this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        thread = looking;
    }

    @Override
    public int getPhase() {
        return ShutdownOrder.BACKGROUND_SERVICES;
    }

    @Override
    public void stop() {
        ScheduledExecutorService looking = thread;
        thread = null;
        if (looking != null) {
            looking.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
