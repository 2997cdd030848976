package dev.kagzi.server.limit;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.limit.Places.MissedKey;
import dev.kagzi.server.limit.SettlingRepository.EndedCount;
import dev.kagzi.server.limit.SettlingRepository.HeldBackKey;
import dev.kagzi.server.limit.SettlingRepository.Limited;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gives places that nobody's transaction gives: those that time makes free, those that a change makes free, and those that were missed. */
@Component
public class FreePlaces {

    /** Of the database: whether there is a limit, or was one that runs still go by. */
    public static final String IS_ANY_LIMITED = """
            EXISTS (SELECT FROM kagzi.workflow_limit
                     WHERE concurrency IS NOT NULL OR throttle IS NOT NULL OR settling IS NOT NULL)
            """;

    private static final int AT_ONCE = 1_000;
    private static final int KEYS_AT_ONCE = 500;
    private static final Duration UNUSED = Duration.ofHours(1);

    private final Places places;
    private final SettlingRepository repository;
    private final Transactions transactions;
    private final DatabaseClock clock;

    FreePlaces(Places places, SettlingRepository repository, Transactions transactions, DatabaseClock clock) {
        this.places = places;
        this.repository = repository;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Lets runs begin whose throttle has time for them again, and gives what was missed; returns how much was looked at. */
    public int give() {
        return giveMissed() + giveEnded();
    }

    /** Gives what somebody else had locked when it was to be given; returns how many keys were looked at. */
    public int giveMissed() {
        Map<MissedKey, Integer> missed = places.takeMissed();
        missed.keySet().stream()
                .collect(Collectors.groupingBy(
                        MissedKey::namespaceId, Collectors.mapping(MissedKey::key, Collectors.toList())))
                .forEach((namespaceId, keys) -> transactions.run(() -> {
                    Instant now = clock.now();
                    places.look(namespaceId, keys, now);
                    keys.forEach(key -> places.makeRoom(
                            namespaceId, key, missed.getOrDefault(new MissedKey(namespaceId, key), 0), now));
                    return null;
                }));
        return missed.size();
    }

    /** Lets runs begin whose throttle has time for them again; returns how many first claims have stopped to count. */
    public int giveEnded() {
        List<EndedCount> ended = repository.endCounts(clock.now(), AT_ONCE);
        Map<UUID, List<EndedCount>> byNamespace =
                ended.stream().collect(Collectors.groupingBy(EndedCount::namespaceId));
        byNamespace.forEach((namespaceId, counts) -> transactions.run(() -> {
            Instant now = clock.now();
            repository.forget(namespaceId, counts, now);
            places.look(namespaceId, counts.stream().map(EndedCount::key).toList(), now);
            return null;
        }));
        return ended.size();
    }

    /** Time until a throttle lets the next run begin, by the database's clock: zero when it does already, empty when none is counted. */
    public Optional<Duration> untilNext() {
        return repository.nextEnd().map(this::until);
    }

    private Duration until(Instant next) {
        Duration left = Duration.between(clock.now(), next);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Looks at all keys that runs are held back under: the floor below everything that tells of free places. */
    public void giveAll() {
        for (Limited limited : repository.limited()) {
            giveAll(limited.namespaceId(), limited.workflow());
        }
        Instant since = clock.now().minus(UNUSED);
        while (transactions.run(() -> repository.removeUnused(since, AT_ONCE)) == AT_ONCE) {
            // There are more.
        }
    }

    /** Looks at all keys of a workflow that runs are held back under. */
    void giveAll(UUID namespaceId, String workflow) {
        String after = null;
        List<HeldBackKey> keys;
        do {
            keys = repository.heldBackKeys(namespaceId, workflow, after, KEYS_AT_ONCE);
            List<PlaceKey> free = keys.stream()
                    .filter(key -> !key.isFull())
                    .map(key -> new PlaceKey(workflow, key.key()))
                    .toList();
            if (!free.isEmpty()) {
                look(namespaceId, free);
            }
            after = keys.isEmpty() ? null : keys.get(keys.size() - 1).key();
        } while (keys.size() == KEYS_AT_ONCE);
    }

    private void look(UUID namespaceId, Collection<PlaceKey> keys) {
        transactions.run(() -> {
            places.look(namespaceId, keys, clock.now());
            return null;
        });
    }
}
