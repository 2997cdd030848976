package dev.kagzi.server.limit;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.limit.LimitRepository.Settling;
import dev.kagzi.server.limit.LimitRepository.Unsettled;
import dev.kagzi.server.limit.SettlingRepository.Changed;
import dev.kagzi.server.limit.SettlingRepository.Cursor;
import dev.kagzi.server.limit.SettlingRepository.Limited;
import dev.kagzi.server.limit.SettlingRepository.NewKey;
import dev.kagzi.server.limit.SettlingRepository.OpenRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings open runs under a change of their workflow's limits, a thousand in a transaction: what they go by, and who has a place. Runs
 * that are claimed keep their claims; they count, and there may be more of them than the limit says until they have ended.
 */
@Component
public class LimitSettling {

    /** Of the database and {@code clock.now}: whether there is a change to see to, or was one lately. */
    public static final String IS_ANY_CHANGE = """
            EXISTS (SELECT FROM kagzi.workflow_limit
                     WHERE settling IS NOT NULL OR version > 0 AND changed_at > clock.now - interval '1 minute')
            """;

    private static final Logger log = LoggerFactory.getLogger(LimitSettling.class);

    private static final int AT_ONCE = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    /** Starts take no longer, from the clock they are stored with to their commit. */
    private static final Duration LONGEST_START = Duration.ofSeconds(10);

    private static final Duration STRAGGLERS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_CLOCK_AND_COMMIT = Duration.ofSeconds(5);

    /** In the direction runs go while none is claimed: who moves on is met again further on. */
    private static final List<RunStatus> OPEN =
            List.of(RunStatus.RUNNING, RunStatus.WAITING, RunStatus.NEEDS_ATTENTION, RunStatus.PENDING);

    private final LimitRepository limits;
    private final SettlingRepository repository;
    private final LimitChanges changes;
    private final FreePlaces freePlaces;
    private final Places places;
    private final Transactions transactions;
    private final DatabaseClock clock;

    /** The last change of each workflow that nobody is on the way any more who may not know of it. */
    private final Map<Limited, Long> looked = new ConcurrentHashMap<>();

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
        List<Unsettled> unsettled = limits.unsettled();
        if (!unsettled.isEmpty()) {
            awaitWhoMayNotKnow();
        }
        unsettled.forEach(this::settle);
    }

    void settle(Unsettled change) {
        if (change.settling() == Settling.KEYS) {
            OPEN.forEach(status -> rekeyAll(change, status));
        } else {
            withdrawAll(change);
        }
        if (changes.settled(change)) {
            freePlaces.giveAll(change.namespaceId(), change.workflow());
        }
    }

    /** Transactions that have begun before now may start, claim and give by the limits of before; what they leave has to be seen. */
    private void awaitWhoMayNotKnow() {
        Instant since = repository.time();
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (repository.isAnyTransactionOlder(since)) {
            if (System.nanoTime() - until > 0) {
                log.warn(
                        "A transaction goes on for more than {} s, and limits were changed meanwhile",
                        LONGEST_WAIT.toSeconds());
                return;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** Starts that were on their way while the limits of a workflow without open runs were changed go by those of before. */
    public void settleStragglers() {
        Instant now = clock.now();
        for (Changed change : repository.changedSince(now.minus(STRAGGLERS))) {
            Unsettled straggling =
                    new Unsettled(change.namespaceId(), change.workflow(), Settling.KEYS, change.version());
            Limited limited = new Limited(change.namespaceId(), change.workflow());
            if (looked.getOrDefault(limited, -1L) < change.version()) {
                Cursor from = new Cursor(change.at().minus(LONGEST_START), new UUID(0, 0));
                OPEN.forEach(status ->
                        rekeyStragglers(straggling, status, from, change.at().plus(BETWEEN_CLOCK_AND_COMMIT)));
                if (change.at().plus(LONGEST_START).isBefore(now)) {
                    looked.put(limited, change.version());
                }
            }
        }
    }

    private void rekeyStragglers(Unsettled change, RunStatus status, Cursor from, Instant to) {
        List<Cursor> next = repository.open(change.namespaceId(), change.workflow(), status, from, AT_ONCE);
        while (!next.isEmpty() && next.get(0).createdAt().isBefore(to)) {
            List<UUID> astray = astray(change, next);
            if (!astray.isEmpty()) {
                transactions.run(() -> {
                    apply(change, repository.lock(change.namespaceId(), astray), false);
                    return null;
                });
            }
            Cursor last = next.get(next.size() - 1);
            next = repository.open(change.namespaceId(), change.workflow(), status, last, AT_ONCE);
        }
    }

    /** Those that go by another key than they should. */
    private List<UUID> astray(Unsettled change, List<Cursor> runs) {
        WorkflowLimits current = current(change);
        return repository
                .read(change.namespaceId(), runs.stream().map(Cursor::runId).toList())
                .stream()
                .filter(run -> !Objects.equals(current.keyOf(run.input(), run.limitKey()), run.limitKey()))
                .map(OpenRun::runId)
                .toList();
    }

    private WorkflowLimits current(Unsettled change) {
        return limits.inForce(change.namespaceId(), List.of(change.workflow()))
                .getOrDefault(change.workflow(), WorkflowLimits.NONE);
    }

    private void rekeyAll(Unsettled change, RunStatus status) {
        @Nullable Cursor cursor = Cursor.START;
        while (cursor != null) {
            Cursor from = cursor;
            cursor = transactions.run(() -> limits.isUnsettled(change) ? rekey(change, status, from) : null);
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
                        change.namespaceId(), next.stream().map(Cursor::runId).toList()),
                true);
        return next.get(next.size() - 1);
    }

    private void withdrawAll(Unsettled change) {
        int withdrawn;
        do {
            withdrawn = transactions.run(() -> {
                if (!limits.isUnsettled(change)) {
                    return 0;
                }
                List<UUID> runs = repository.claimable(change.namespaceId(), change.workflow(), AT_ONCE);
                apply(change, repository.lock(change.namespaceId(), runs), true);
                return runs.size();
            });
        } while (withdrawn > 0);
    }

    /** @param withdraws whether those that may be claimed have to ask for their place anew, although they go by the same key */
    private void apply(Unsettled change, List<OpenRun> runs, boolean withdraws) {
        WorkflowLimits current = current(change);
        Instant now = clock.now();
        List<NewKey> keys = new ArrayList<>();
        for (OpenRun run : runs) {
            String key = current.keyOf(run.input(), run.limitKey());
            if (!Objects.equals(key, run.limitKey())
                    || withdraws && run.isClaimable()
                    || key == null && run.isHeldBack()) {
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
