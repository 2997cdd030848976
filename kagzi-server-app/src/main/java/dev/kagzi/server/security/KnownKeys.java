package dev.kagzi.server.security;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.signal.Signal;
import dev.kagzi.server.signal.Signal.KeysChanged;
import dev.kagzi.server.signal.SignalListener;
import dev.kagzi.server.web.DatabaseProblem;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The keys there are, in memory: read again once a second, and when a signal says that they have changed. One that is not among them is
 * looked for in the database before it is refused, but not for everybody who comes with a random one.
 */
@Component
public class KnownKeys implements SignalListener {

    /** With a second between two looks, and one for a request: a revoked key is refused within five. */
    private static final Duration OLDEST = Duration.ofSeconds(3);

    /** How long a request waits for another's look. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int UNKNOWN_PER_SECOND = 100;

    private final KeyRepository repository;
    private final DatabaseClock clock;
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock reading = new ReentrantLock();
    private final Bucket unknown = Bucket.builder()
            .addLimit(
                    limit -> limit.capacity(UNKNOWN_PER_SECOND).refillGreedy(UNKNOWN_PER_SECOND, Duration.ofSeconds(1)))
            .build();

    private volatile @Nullable Snapshot known;
    private volatile long failedNanos = System.nanoTime();

    KnownKeys(KeyRepository repository, DatabaseClock clock) {
        this.repository = repository;
        this.clock = clock;
    }

    /**
     * @param readNanos when they were read, by this machine's clock; the database's said {@code readAt} then
     * @param changes how many there had been when they were read
     */
    private record Snapshot(
            Map<Secret.Hash, Key> byHash, Map<UUID, Key> byId, Instant readAt, long readNanos, long changes) {

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - readNanos);
        }

        /** Whether it is young enough, and knows of as many changes as there were at some time. */
        boolean knows(long asked) {
            return changes >= asked && age().compareTo(OLDEST) < 0;
        }

        Instant now() {
            return readAt.plus(age());
        }
    }

    /** The key with this secret, unless it has expired or been revoked. */
    Optional<Key> find(Secret secret) {
        return find(secret.hash());
    }

    /** The key with the secret of this hash, unless it has expired or been revoked. */
    Optional<Key> find(Secret.Hash hash) {
        Snapshot current = current();
        Key key = current.byHash().get(hash);
        if (key == null && unknown.tryConsume(1)) {
            // Another server may have made it a moment ago.
            key = repository.find(hash).orElse(null);
        }
        return Optional.ofNullable(key).filter(found -> found.accepts(hash, current.now()));
    }

    /** Whether a request that came with this secret would be taken still, as far as was heard. */
    boolean isStillTaken(UUID keyId, Secret.Hash hash) {
        Snapshot last = known;
        if (last == null) {
            return true;
        }
        Key key = last.byId().get(keyId);
        return key != null && key.accepts(hash, last.now());
    }

    /** Reads them: what a lost signal would have told. */
    public void look() {
        reading.lock();
        try {
            known = read();
        } finally {
            reading.unlock();
        }
    }

    /** One thread reads for all that wait, and when it fails, it fails for all of them. */
    private Snapshot current() {
        long asked = changes.get();
        long came = System.nanoTime();
        Snapshot last = known;
        if (last != null && last.knows(asked)) {
            return last;
        }
        if (!isMyTurn()) {
            throw DatabaseProblem.unavailable();
        }
        try {
            Snapshot since = known;
            if (since != null && since.knows(asked)) {
                return since;
            }
            if (failedNanos - came > 0) {
                throw DatabaseProblem.unavailable();
            }
            Snapshot read = read();
            known = read;
            return read;
        } catch (DataAccessException | TransactionException e) {
            failedNanos = System.nanoTime();
            throw e;
        } finally {
            reading.unlock();
        }
    }

    private boolean isMyTurn() {
        try {
            return reading.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Snapshot read() {
        long before = changes.get();
        long nanos = System.nanoTime();
        Instant now = clock.now();
        List<Key> keys = repository.takenAt(now);
        Map<Secret.Hash, Key> byHash = new HashMap<>();
        keys.forEach(key -> key.secrets().forEach(secret -> byHash.put(secret.hash(), key)));
        return new Snapshot(
                Map.copyOf(byHash),
                keys.stream().collect(Collectors.toUnmodifiableMap(Key::keyId, Function.identity())),
                now,
                nanos,
                before);
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof KeysChanged) {
            changes.incrementAndGet();
        }
    }
}
