package dev.kagzi.server.limit;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.limit.LimitRepository.Settling;
import dev.kagzi.server.limit.LimitRepository.Unsettled;
import dev.kagzi.server.limit.SettlingRepository.Cursor;
import dev.kagzi.server.limit.SettlingRepository.Limited;
import dev.kagzi.server.limit.SettlingRepository.NewKey;
import dev.kagzi.server.limit.SettlingRepository.OpenRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings open runs under a change of their workflow's limits, a thousand in a transaction: what they go by, and who has a place. Runs
 * that are claimed keep their claims; they count, and there may be more of them than the limit says until they have ended.
 */
@Component
public class LimitSettling {

    private static final int AT_ONCE = 1_000;
    private static final Duration STRAGGLERS = Duration.ofMinutes(1);

    /** Who waits comes first: woken while the others are looked through, it is met again among them. */
    private static final List<RunStatus> OPEN = List.of(
            RunStatus.WAITING, RunStatus.NEEDS_ATTENTION, RunStatus.PENDING, RunStatus.RUNNING, RunStatus.WAITING);

    private final LimitRepository limits;
    private final SettlingRepository repository;
    private final LimitChanges changes;
    private final FreePlaces freePlaces;
    private final Places places;
    private final Transactions transactions;
    private final DatabaseClock clock;

    LimitSettling(
            LimitRepository limits,
            SettlingRepository repository,
            LimitChanges changes,
            FreePlaces freePlaces,
            Places places,
            Transactions transactions,
            DatabaseClock clock) {
        this.limits = limits;
        this.repository = repository;
        this.changes = changes;
        this.freePlaces = freePlaces;
        this.places = places;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Sees to all changes there are. */
    public void settle() {
        for (Unsettled change : limits.unsettled()) {
            if (change.settling() == Settling.KEYS) {
                OPEN.forEach(status -> rekeyAll(change, status));
            } else {
                withdrawAll(change);
            }
            if (changes.settled(change)) {
                freePlaces.giveAll(change.namespaceId(), change.workflow());
            }
        }
    }

    /** Starts that were on their way while limits were changed have not asked for a place. */
    public void settleStragglers() {
        for (Limited limited : repository.changedSince(clock.now().minus(STRAGGLERS))) {
            if (repository.isAnyUncounted(limited.namespaceId(), limited.workflow())) {
                Unsettled straggling = new Unsettled(limited.namespaceId(), limited.workflow(), Settling.KEYS, 0);
                rekeyAll(straggling, RunStatus.PENDING);
                rekeyAll(straggling, RunStatus.RUNNING);
            }
        }
    }

    private void rekeyAll(Unsettled change, RunStatus status) {
        @Nullable Cursor cursor = Cursor.START;
        while (cursor != null) {
            Cursor from = cursor;
            cursor = transactions.run(() -> rekey(change, status, from));
        }
    }

    private @Nullable Cursor rekey(Unsettled change, RunStatus status, Cursor from) {
        List<Cursor> next = repository.open(change.namespaceId(), change.workflow(), status, from, AT_ONCE);
        if (next.isEmpty()) {
            return null;
        }
        apply(
                change,
                repository.lock(
                        change.namespaceId(), next.stream().map(Cursor::runId).toList()));
        return next.get(next.size() - 1);
    }

    private void withdrawAll(Unsettled change) {
        int withdrawn;
        do {
            withdrawn = transactions.run(() -> {
                List<UUID> runs = repository.claimable(change.namespaceId(), change.workflow(), AT_ONCE);
                apply(change, repository.lock(change.namespaceId(), runs));
                return runs.size();
            });
        } while (withdrawn > 0);
    }

    private void apply(Unsettled change, List<OpenRun> runs) {
        WorkflowLimits current = limits.inForce(change.namespaceId(), List.of(change.workflow()))
                .getOrDefault(change.workflow(), WorkflowLimits.NONE);
        Instant now = clock.now();
        List<NewKey> keys = new ArrayList<>();
        for (OpenRun run : runs) {
            String key = current.keyOf(run.input(), run.limitKey());
            if (!Objects.equals(key, run.limitKey()) || run.isClaimable() || key == null && run.isHeldBack()) {
                keys.add(new NewKey(run.runId(), key));
                move(change, run, key, now);
            }
        }
        if (!keys.isEmpty()) {
            repository.rekey(change.namespaceId(), keys);
        }
    }

    private void move(Unsettled change, OpenRun run, @Nullable String key, Instant now) {
        UUID namespaceId = change.namespaceId();
        places.leave(namespaceId, run.runId(), change.workflow(), run.standing(), run.claims(), now);
        if (key != null && run.status() == RunStatus.RUNNING) {
            places.count(namespaceId, new PlaceKey(change.workflow(), key), 1, now);
        } else if (key != null && (run.isClaimable() || run.isHeldBack())) {
            places.look(namespaceId, List.of(new PlaceKey(change.workflow(), key)), now);
        }
    }
}
