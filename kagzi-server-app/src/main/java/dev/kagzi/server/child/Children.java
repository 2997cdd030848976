package dev.kagzi.server.child;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.run.DerivedStart;
import dev.kagzi.server.run.DerivedStarts;
import dev.kagzi.server.run.DerivedStarts.Outcome;
import dev.kagzi.server.signal.Signal.OutcomeAwaited;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.EndedWait;
import dev.kagzi.server.step.StepRef;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.wake.WakeableRun;
import dev.kagzi.server.wake.Wakes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.stereotype.Component;

/**
 * Starts children, and tells their parents how they have ended. Telling is a transaction of its own: it locks parents and children in
 * the order of their ids, which those who finish a child could not.
 */
@Component
public class Children {

    /** Of the database. */
    public static final String IS_ANY_UNTOLD = ChildRepository.IS_ANY_UNTOLD;

    private static final int AT_ONCE = 1_000;

    private final ChildRepository repository;
    private final DerivedStarts runs;
    private final Steps steps;
    private final Wakes wakes;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Signals signals;

    Children(
            ChildRepository repository,
            DerivedStarts runs,
            Steps steps,
            Wakes wakes,
            Transactions transactions,
            DatabaseClock clock,
            Signals signals) {
        this.repository = repository;
        this.runs = runs;
        this.steps = steps;
        this.wakes = wakes;
        this.transactions = transactions;
        this.clock = clock;
        this.signals = signals;
    }

    /** Starts the children of steps that have just been stored as waiting; one that cannot be started fails its step. */
    public void start(UUID namespaceId, List<ChildStart> wanted, Instant now) {
        if (wanted.isEmpty()) {
            return;
        }
        List<Outcome> outcomes =
                runs.start(namespaceId, wanted.stream().map(Children::derived).toList());
        Map<StepRef, UUID> started = new HashMap<>();
        Set<UUID> before = new HashSet<>();
        List<EndedWait> failed = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            ChildStart start = wanted.get(i);
            if (outcomes.get(i) instanceof Outcome.There there) {
                started.put(start.step(), there.runId());
                if (!there.isNew()) {
                    before.add(there.runId());
                }
            } else {
                failed.add(EndedWait.failed(start.step(), ((Outcome.Refused) outcomes.get(i)).reason()));
            }
        }
        await(namespaceId, started, before);
        if (!failed.isEmpty()) {
            steps.end(namespaceId, failed, now);
            wakes.wake(namespaceId, lockRunsOf(namespaceId, failed), now);
        }
    }

    private static DerivedStart derived(ChildStart start) {
        return DerivedStart.childOf(
                start.step().runId(),
                start.childRunId(),
                start.workflow(),
                start.id(),
                start.input(),
                start.inputHash(),
                start.concurrencyKey());
    }

    private void await(UUID namespaceId, Map<StepRef, UUID> started, Set<UUID> before) {
        if (started.isEmpty()) {
            return;
        }
        repository.await(namespaceId, started);
        steps.linkChildren(namespaceId, started);
        if (!before.isEmpty()) {
            repository.markAwaited(namespaceId, before);
            signals.afterCommit(new OutcomeAwaited(namespaceId));
        }
    }

    private List<WakeableRun> lockRunsOf(UUID namespaceId, List<EndedWait> waits) {
        return wakes
                .lock(
                        namespaceId,
                        waits.stream().map(wait -> wait.step().runId()).collect(Collectors.toSet()))
                .stream()
                .filter(WakeableRun::isOpen)
                .toList();
    }

    /** Tells parents of up to 1,000 children that have finished, and returns how many children there were. */
    public int tellOutcomes() {
        int told = 0;
        for (Map.Entry<UUID, List<UUID>> untold : repository.untold(AT_ONCE).entrySet()) {
            told += transactions.run(() -> tell(untold.getKey(), untold.getValue()));
        }
        return told;
    }

    private int tell(UUID namespaceId, List<UUID> children) {
        Set<UUID> parents = new HashSet<>(repository.parents(namespaceId, children));
        Set<UUID> concerned = new HashSet<>(parents);
        concerned.addAll(children);
        List<WakeableRun> locked = wakes.lock(namespaceId, concerned);
        // Under the locks: a child may have been retried meanwhile, or told by somebody else.
        List<ChildOutcome> outcomes = repository.outcomes(namespaceId, children);
        Set<UUID> waiting =
                outcomes.stream().map(outcome -> outcome.step().runId()).collect(Collectors.toSet());
        if (!parents.containsAll(waiting)) {
            throw new OptimisticLockingFailureException("A run has begun to wait for one of these children meanwhile");
        }
        Instant now = clock.now();
        steps.end(namespaceId, outcomes.stream().map(ChildOutcome::ended).toList(), now);
        repository.told(namespaceId, children);
        wakes.wake(
                namespaceId,
                locked.stream()
                        .filter(run -> waiting.contains(run.runId()) && run.isOpen())
                        .toList(),
                now);
        return children.size();
    }
}
