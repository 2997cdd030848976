package dev.kagzi.server.run;

import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.RunChanged;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who watch runs. A signal names the runs to look at; in case one gets lost, all that are watched are looked at once a second.
 * Either way it is one look, however many watch.
 *
 * @param <W> a watcher
 */
final class RunWatch<W> {

    private static final Logger log = LoggerFactory.getLogger(RunWatch.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final String name;
    private final Consumer<Set<RunKey>> look;
    private final Watchers<RunKey, W> watchers = new Watchers<>();
    private final BlockingQueue<RunKey> changed = new LinkedBlockingQueue<>();
    private volatile @Nullable Thread thread;
    private boolean failing;

    /** @param look reads these runs and tells who watches them */
    RunWatch(String name, Consumer<Set<RunKey>> look) {
        this.name = name;
        this.look = look;
    }

    void add(RunKey key, W watcher) {
        watchers.add(key, watcher);
    }

    void remove(RunKey key, W watcher) {
        watchers.remove(key, watcher);
    }

    Collection<W> of(RunKey key) {
        return watchers.of(key);
    }

    Stream<W> all() {
        return watchers.all();
    }

    int size() {
        return (int) watchers.all().count();
    }

    boolean isWatched(RunKey key) {
        return watchers.keys().contains(key);
    }

    void onSignal(Signal signal) {
        if (signal instanceof RunChanged change) {
            RunKey key = new RunKey(change.namespaceId(), change.runId());
            if (isWatched(key)) {
                changed.add(key);
            }
        }
    }

    void start() {
        Thread looking = new Thread(this::lookUntilStopped, name);
        looking.setDaemon(true);
        thread = looking;
        looking.start();
    }

    void stop() {
        Thread looking = thread;
        thread = null;
        if (looking != null) {
            looking.interrupt();
        }
    }

    boolean isRunning() {
        return thread != null;
    }

    private void lookUntilStopped() {
        long lookAtAll = System.nanoTime() + LOOK_NANOS;
        while (isRunning()) {
            try {
                Set<RunKey> keys = changedBefore(lookAtAll);
                if (System.nanoTime() - lookAtAll >= 0) {
                    keys.addAll(watchers.keys());
                    lookAtAll = System.nanoTime() + LOOK_NANOS;
                }
                if (!keys.isEmpty()) {
                    look(keys);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Whatever goes wrong, there is a next look: nobody else tells those who watch. */
    private void look(Set<RunKey> keys) {
        try {
            look.accept(keys);
            failing = false;
        } catch (RuntimeException | Error e) {
            if (!failing) {
                log.warn(
                        "The runs that are watched could not be read, and are looked at until they can; is the database there?",
                        e);
            }
            failing = true;
        }
    }

    private Set<RunKey> changedBefore(long nanoTime) throws InterruptedException {
        Set<RunKey> keys = new HashSet<>();
        RunKey first = changed.poll(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (first != null) {
            keys.add(first);
            changed.drainTo(keys);
        }
        return keys;
    }
}
