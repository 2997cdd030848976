package dev.kagzi.server.limit;

import dev.kagzi.protocol.Limits;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.limit.LimitRepository.Settling;
import dev.kagzi.server.limit.LimitRepository.Unsettled;
import dev.kagzi.server.signal.Signal.LimitsChanged;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.web.IfMatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** Changes the limits of workflows. What a change means for open runs is seen to afterwards, and until then none of them is claimed. */
@Component
public class LimitChanges {

    private final LimitRepository repository;
    private final SettlingRepository runs;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Signals signals;

    LimitChanges(
            LimitRepository repository,
            SettlingRepository runs,
            Transactions transactions,
            DatabaseClock clock,
            Signals signals) {
        this.repository = repository;
        this.runs = runs;
        this.transactions = transactions;
        this.clock = clock;
        this.signals = signals;
    }

    /**
     * Takes over what the highest versions of these workflows declare, in the current transaction. It is asked for anew under the lock of
     * their limits: somebody may just have declared a higher one.
     */
    void declare(UUID namespaceId, Supplier<Map<String, Declared>> declared, Instant now) {
        Map<String, Declared> before = declared.get();
        List<String> limited = before.entrySet().stream()
                .filter(workflow -> !workflow.getValue().equals(Declared.NOTHING))
                .map(Map.Entry::getKey)
                .toList();
        if (!limited.isEmpty()) {
            repository.create(namespaceId, limited, now);
        }
        Map<String, StoredLimits> stored = repository.lock(namespaceId, before.keySet());
        if (!stored.isEmpty()) {
            Map<String, Declared> newest = declared.get();
            new TreeMap<>(stored)
                    .forEach((workflow, limits) -> change(
                            namespaceId,
                            workflow,
                            limits,
                            limits.declaring(newest.getOrDefault(workflow, Declared.NOTHING)),
                            now));
        }
    }

    /**
     * Sets limits through the API, in place of those that were set before.
     *
     * @param ifMatch what the change goes back to; a repeat, which changes nothing any more, need not fit
     * @throws dev.kagzi.server.problem.ProblemException that names everything that is wrong with them, or says that they have been
     *     changed since
     */
    public void assign(UUID namespaceId, String workflow, Limits limits, IfMatch ifMatch) {
        Violations violations = new Violations();
        LimitRules.check(violations, "", limits);
        violations.throwIfAny();
        transactions.run(() -> {
            Instant now = clock.now();
            repository.create(namespaceId, List.of(workflow), now);
            StoredLimits before = Objects.requireNonNull(
                    repository.lock(namespaceId, List.of(workflow)).get(workflow));
            StoredLimits after = checked(before.assigning(limits));
            if (!after.equals(before)) {
                ifMatch.requireIfGiven(repository.version(namespaceId, workflow));
            }
            change(namespaceId, workflow, before, after, now);
            return null;
        });
    }

    private static StoredLimits checked(StoredLimits limits) {
        WorkflowLimits inForce = limits.inForce();
        new Violations()
                .require(
                        limits.assigned().concurrencyKey() == null || inForce.isAny(),
                        "/concurrencyKey",
                        "has no limit to go with: set '/concurrency' or '/throttle' too")
                .require(
                        limits.assigned().onLimit() == null || inForce.concurrency() != null,
                        "/onLimit",
                        "has no limit to go with: set '/concurrency' too")
                .throwIfAny();
        return limits;
    }

    private void change(UUID namespaceId, String workflow, StoredLimits before, StoredLimits after, Instant now) {
        if (after.equals(before)) {
            return;
        }
        WorkflowLimits was = before.inForce();
        WorkflowLimits is = after.inForce();
        Settling settling = is.equals(was) || !runs.isAnyOpen(namespaceId, workflow)
                ? null
                : is.hasKeysOf(was) ? Settling.PLACES : Settling.KEYS;
        repository.save(namespaceId, workflow, after, settling, now);
        if (!Objects.equals(is.throttle(), was.throttle())) {
            repository.changePeriod(namespaceId, workflow, is.throttle());
        }
        if (settling != null) {
            signals.afterCommit(new LimitsChanged());
        }
    }

    /** Says that all open runs go by this change. */
    boolean settled(Unsettled change) {
        return transactions.run(() -> {
            signals.afterCommit(new RunClaimable(change.namespaceId(), change.workflow()));
            return repository.settled(change);
        });
    }
}
