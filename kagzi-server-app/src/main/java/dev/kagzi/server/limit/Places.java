package dev.kagzi.server.limit;

import dev.kagzi.protocol.OnLimit;
import dev.kagzi.protocol.WaitingFor;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.limit.PlaceRepository.Given;
import dev.kagzi.server.limit.PlaceRepository.Locked;
import dev.kagzi.server.limit.PlaceRepository.Rest;
import dev.kagzi.server.limit.PlaceRepository.Round;
import dev.kagzi.server.signal.Signal.PlacesDue;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives and takes the places of runs whose workflow has limits. Transactions say what they have changed; right before the commit the rows
 * of the keys are locked, all at once and in their order, and what is free is given to those that are held back. Runs are locked before
 * keys, and after them only those that nobody else has locked: no two transactions wait for each other.
 */
@Component
public class Places {

    private final PlaceRepository repository;
    private final Signals signals;
    private final ObjectProvider<Overrun> overrun;
    private final Map<MissedKey, Integer> missed = new ConcurrentHashMap<>();

    Places(PlaceRepository repository, Signals signals, ObjectProvider<Overrun> overrun) {
        this.repository = repository;
        this.signals = signals;
        this.overrun = overrun;
    }

    /** A run that is being started wants a place. It does not wait for one where starts cancel what is under way. */
    public Place ask(UUID namespaceId, LimitedRun run, Instant now) {
        return ledger(namespaceId, now).ask(run, true);
    }

    /**
     * A run of the current transaction can be claimed from now on, as far as its limits let it: it keeps its place, or is held back and
     * wants one. Workers are told when it can be.
     *
     * @param standing before; null where its workflow has no limits
     */
    public void standInLine(UUID namespaceId, UUID runId, String workflow, @Nullable Standing standing, Instant now) {
        if (standing == null || standing.hasPlace()) {
            signals.afterCommit(new RunClaimable(namespaceId, workflow));
        } else {
            ledger(namespaceId, now).ask(new LimitedRun(runId, workflow, standing.key()), false);
        }
    }

    /**
     * A run of the current transaction is neither claimed nor claimable any more, and gives its place back if it had one.
     *
     * @param standing before; null where its workflow has no limits
     * @param claims how often it was claimed
     */
    public void leave(
            UUID namespaceId, UUID runId, String workflow, @Nullable Standing standing, long claims, Instant now) {
        if (standing != null && standing.hasPlace()) {
            ledger(namespaceId, now).giveBack(new LimitedRun(runId, workflow, standing.key()), claims);
        }
    }

    /** Gives the places now that the current transaction has asked for and made free, for who has to know before it ends. */
    public void settle() {
        Ledger ledger = (Ledger) TransactionSynchronizationManager.getResource(this);
        if (ledger != null) {
            ledger.beforeCommit(false);
        }
    }

    /** Runs were claimed for the first time: those that a throttle let begin count from now on, for one period. */
    public void begin(UUID namespaceId, List<LimitedRun> runs) {
        if (!runs.isEmpty() && repository.begin(namespaceId, runs) > 0) {
            signals.afterCommit(new PlacesDue());
        }
    }

    /** Places of these keys may be free. */
    void look(UUID namespaceId, Iterable<PlaceKey> keys, Instant now) {
        Ledger ledger = ledger(namespaceId, now);
        keys.forEach(key -> ledger.returned.merge(key, 0, Integer::sum));
    }

    /** So many runs that do not wait for a place have not been given one, since somebody else was changing those that have one. */
    void makeRoom(UUID namespaceId, PlaceKey key, int count, Instant now) {
        ledger(namespaceId, now).wanting.merge(key, count, Integer::sum);
    }

    /** So many runs more have a place than were counted: they had it before there were limits. */
    void count(UUID namespaceId, PlaceKey key, int more, Instant now) {
        ledger(namespaceId, now).returned.merge(key, -more, Integer::sum);
    }

    /** How many places are in use where these runs want one. Nobody gives or takes any until this transaction ends. */
    public Map<LimitedRun, Integer> lock(UUID namespaceId, Collection<LimitedRun> runs, Instant now) {
        Set<PlaceKey> keys = runs.stream().map(LimitedRun::placeKey).collect(Collectors.toCollection(TreeSet::new));
        Map<PlaceKey, Integer> inUse = repository.lock(namespaceId, keys, now).inUse();
        return runs.stream()
                .collect(Collectors.toMap(Function.identity(), run -> inUse.getOrDefault(run.placeKey(), 0)));
    }

    private Ledger ledger(UUID namespaceId, Instant now) {
        Ledger ledger = (Ledger) TransactionSynchronizationManager.getResource(this);
        if (ledger == null) {
            ledger = new Ledger(namespaceId, now);
            TransactionSynchronizationManager.bindResource(this, ledger);
            TransactionSynchronizationManager.registerSynchronization(ledger);
        }
        return ledger;
    }

    /**
     * Keys that were left as they should not be, since somebody else had locked runs of theirs; they are forgotten with this. With the
     * number of runs that have to make room; zero where there are free places, and runs that are held back.
     */
    Map<MissedKey, Integer> takeMissed() {
        Map<MissedKey, Integer> taken = new HashMap<>();
        missed.keySet().forEach(key -> {
            Integer count = missed.remove(key);
            if (count != null) {
                taken.put(key, count);
            }
        });
        return taken;
    }

    record MissedKey(UUID namespaceId, PlaceKey key) {}

    /** What one transaction does to places. */
    private final class Ledger implements TransactionSynchronization {

        private final UUID namespaceId;
        private final Instant now;
        private final Map<UUID, Asked> asked = new HashMap<>();
        private final Map<PlaceKey, Integer> wanting = new HashMap<>();
        private Map<PlaceKey, Integer> returned = new TreeMap<>();
        private List<LimitedRun> unclaimed = new ArrayList<>();

        Ledger(UUID namespaceId, Instant now) {
            this.namespaceId = namespaceId;
            this.now = now;
        }

        Place ask(LimitedRun run, boolean isNew) {
            returned.merge(run.placeKey(), 0, Integer::sum);
            return asked.computeIfAbsent(run.runId(), id -> new Asked(run.placeKey(), isNew, new Place()))
                    .place();
        }

        void giveBack(LimitedRun run, long claims) {
            returned.merge(run.placeKey(), 1, Integer::sum);
            if (claims == 0) {
                unclaimed.add(run);
            }
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            // Who is cancelled to make room gives his place back, and so on.
            while (!returned.isEmpty()) {
                Map<PlaceKey, Integer> round = returned;
                returned = new TreeMap<>();
                settle(round);
            }
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResource(Places.this);
        }

        private void settle(Map<PlaceKey, Integer> round) {
            if (!unclaimed.isEmpty()) {
                repository.forget(namespaceId, unclaimed);
                unclaimed = new ArrayList<>();
            }
            Locked locked = repository.lock(namespaceId, round.keySet(), now);
            Map<PlaceKey, Integer> inUse = locked.inUse();
            inUse.replaceAll((key, count) -> count - round.getOrDefault(key, 0));
            // Not the time of before: whoever had the keys until now may have let runs begin since.
            Round result = repository.give(namespaceId, inUse, locked.at());
            result.given().forEach(this::tell);
            asked.values().forEach(claimant -> claimant.note(result.rest().get(claimant.key())));
            result.rest().forEach(this::follow);
        }

        private void tell(Given given) {
            signals.afterCommit(new RunClaimable(namespaceId, given.key().workflow()));
            Asked claimant = asked.remove(given.runId());
            if (claimant != null) {
                claimant.place().give();
            }
        }

        private void follow(PlaceKey key, Rest rest) {
            if (!rest.isAnyHeldBack()) {
                return;
            }
            if (rest.free() <= 0 && rest.onLimit() == OnLimit.CANCEL_RUNNING) {
                makeRoom(key, rest.isSettling());
            } else if (rest.free() > 0 && rest.begins() > 0) {
                lookAgain(key, 0);
            }
        }

        /** @param isLater whether that cannot be decided yet */
        private void makeRoom(PlaceKey key, boolean isLater) {
            int count = wanting(key);
            wanting.remove(key);
            int left = isLater || count == 0
                    ? count
                    : overrun.getObject().cancelOldest(namespaceId, key.workflow(), key.key(), count, now);
            if (left > 0) {
                lookAgain(key, left);
            }
        }

        /** How many runs do not wait for a place, and have none. */
        private int wanting(PlaceKey key) {
            return wanting.getOrDefault(key, 0)
                    + (int) asked.values().stream()
                            .filter(claimant ->
                                    claimant.isNew() && claimant.key().equals(key))
                            .count();
        }

        private void lookAgain(PlaceKey key, int wanting) {
            Transactions.afterCommit(() -> missed.merge(new MissedKey(namespaceId, key), wanting, Math::max));
            signals.afterCommit(new PlacesDue());
        }
    }

    /** A run that has no place yet. */
    private record Asked(PlaceKey key, boolean isNew, Place place) {

        void note(@Nullable Rest rest) {
            if (rest != null) {
                place.heldBackBy(rest.free() > 0 ? WaitingFor.Kind.THROTTLE : WaitingFor.Kind.CONCURRENCY);
            }
        }
    }
}
