package dev.kagzi.server.run;

import dev.kagzi.server.limit.LimitedRun;
import dev.kagzi.server.problem.ProblemException;
import dev.kagzi.server.run.RunStartRepository.IdKey;
import dev.kagzi.server.run.RunStartRepository.IdMove;
import dev.kagzi.server.run.RunStartRepository.Inserted;
import dev.kagzi.server.run.WaitingWorkers.FirstClaim;
import dev.kagzi.server.run.WaitingWorkers.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The starts of one transaction. For each runId and each id there is exactly one run, however many servers are asked at once: the
 * unique keys decide, not what was read before. Whoever does not get a key takes his row back, looks again, and finds the run of
 * the one who did. Of starts in the same batch that share a key the first is written; the others find its run a round later.
 */
final class StartBatch {

    private static final Comparator<NewRun> IN_LINE =
            Comparator.comparing((NewRun run) -> run.claimOrder()).thenComparing(NewRun::runId);

    private final UUID namespaceId;
    private final List<RunStart> batch;
    private final Instant now;
    private final RunStartRepository starts;
    private final RunRepository runs;
    private final RunRemovalRepository removal;
    private final StartLimits limits;
    private final StartLimits.OfBatch ofBatch;
    private final Optional<Waiting> worker;
    private final Set<UUID> handedOver = new HashSet<>();
    private final List<RunStart> open;
    private final Map<RunStart, StartOutcome> outcomes = new IdentityHashMap<>();

    StartBatch(
            UUID namespaceId,
            List<RunStart> batch,
            Instant now,
            RunStartRepository starts,
            RunRepository runs,
            RunRemovalRepository removal,
            StartLimits limits,
            Function<Set<String>, Optional<Waiting>> workers) {
        this.namespaceId = namespaceId;
        this.batch = batch;
        this.now = now;
        this.starts = starts;
        this.runs = runs;
        this.removal = removal;
        this.limits = limits;
        this.ofBatch = limits.of(namespaceId, batch);
        this.open = new ArrayList<>(batch);
        this.worker = workers.apply(withoutLimits());
    }

    private Set<String> withoutLimits() {
        return batch.stream()
                .filter(start -> !ofBatch.isLimited(start))
                .map(start -> start.workflow().name())
                .collect(Collectors.toSet());
    }

    /** The run that has the id a start asks for, and the name the id is stored under. */
    private record Holder(IdKey key, Run run) {}

    List<StartOutcome> write() {
        while (!open.isEmpty()) {
            writeOnce();
            open.removeIf(outcomes::containsKey);
        }
        return batch.stream()
                .map(start -> Objects.requireNonNull(outcomes.get(start)))
                .toList();
    }

    private void writeOnce() {
        Map<RunStart, Holder> holders = holders();
        Map<RunStart, NewRun> wanted = wanted(holders);
        refuseBeyondLimits(wanted, holders);
        Set<UUID> stored = wanted.isEmpty() ? Set.of() : store(wanted, holders);
        wanted.forEach((start, run) -> {
            if (stored.contains(run.runId())) {
                outcomes.put(
                        start,
                        new StartOutcome.Created(run, limits.ask(namespaceId, run), handedOver.contains(run.runId())));
            }
        });
        findTheRest(holders);
    }

    private Map<RunStart, Holder> holders() {
        List<IdKey> keys = open.stream()
                .flatMap(start -> start.idKeys().stream())
                .distinct()
                .toList();
        Map<RunStart, Holder> holders = new IdentityHashMap<>();
        if (!keys.isEmpty()) {
            Map<IdKey, Run> found = starts.holders(namespaceId, keys);
            for (RunStart start : open) {
                start.idKeys().stream()
                        .filter(found::containsKey)
                        .findFirst()
                        .ifPresent(key -> holders.put(start, new Holder(key, Objects.requireNonNull(found.get(key)))));
            }
        }
        return holders;
    }

    private Map<RunStart, NewRun> wanted(Map<RunStart, Holder> holders) {
        Map<RunStart, NewRun> wanted = new IdentityHashMap<>();
        Set<Object> keys = new HashSet<>();
        for (RunStart start : open) {
            NewRun run = ofBatch.run(start, now);
            ProblemException problem = ofBatch.problem(start);
            if (problem != null) {
                outcomes.put(start, new StartOutcome.Refused(problem));
            } else if (run.schedule().availableAt().isAfter(now.plus(StartRules.FURTHEST))) {
                outcomes.put(start, new StartOutcome.Refused(tooFarAhead(run)));
            } else if (mayStore(start, holders.get(start)) && isFirst(keys, run)) {
                wanted.put(start, run);
            }
        }
        return wanted;
    }

    /** Not those whose run is there already: a repeated start finds it, whatever the limits say. */
    private void refuseBeyondLimits(Map<RunStart, NewRun> wanted, Map<RunStart, Holder> holders) {
        List<RunStart> bound = open.stream()
                .filter(start -> wanted.containsKey(start) && ofBatch.mayRefuse(start, wanted.get(start)))
                .toList();
        if (bound.isEmpty()) {
            return;
        }
        // All keys of the batch, in one order: those of the others are locked at its end, and would come after these.
        Map<LimitedRun, Integer> inUse = ofBatch.lock(wanted.values());
        // Who had the lock may have started the same: only now it shows.
        Set<UUID> there = runs.findAll(
                        namespaceId, bound.stream().map(RunStart::runId).toList())
                .keySet();
        Map<RunStart, Holder> heldNow = holders();
        for (RunStart start : bound) {
            if (isHeldAnew(holders.get(start), heldNow.get(start))) {
                wanted.remove(start);
            } else if (!there.contains(start.runId())) {
                ofBatch.refusal(start, wanted, inUse).ifPresent(problem -> {
                    outcomes.put(start, new StartOutcome.Refused(problem));
                    wanted.remove(start);
                });
            }
        }
    }

    private static boolean isHeldAnew(@Nullable Holder before, @Nullable Holder now) {
        return now != null
                && (before == null || !now.run().runId().equals(before.run().runId()));
    }

    private static boolean mayStore(RunStart start, @Nullable Holder holder) {
        return holder == null || start.startsAnewAfter(holder.run());
    }

    private static boolean isFirst(Set<Object> keys, NewRun run) {
        boolean first = keys.add(run.runId());
        return run.id() == null ? first : keys.add(new IdKey(run.workflow(), run.id())) && first;
    }

    private Set<UUID> store(Map<RunStart, NewRun> wanted, Map<RunStart, Holder> holders) {
        Inserted inserted = starts.insert(namespaceId, wanted.values(), claims(wanted.values()));
        // What was taken back in an earlier round may wait in line now.
        wanted.values().forEach(run -> handedOver.remove(run.runId()));
        handedOver.addAll(inserted.claimed());
        Set<UUID> stored = inserted.stored();
        Map<UUID, NewRun> withoutId = new LinkedHashMap<>();
        List<IdMove> moves = new ArrayList<>();
        wanted.forEach((start, run) -> {
            Holder holder = holders.get(start);
            if (run.id() == null || !stored.contains(run.runId())) {
                return;
            }
            withoutId.put(run.runId(), run);
            if (holder != null) {
                moves.add(new IdMove(holder.key(), holder.run().runId(), run.runId()));
            }
        });
        giveIds(withoutId, moves);
        takeBack(withoutId.keySet());
        stored.removeAll(withoutId.keySet());
        return stored;
    }

    private Map<UUID, FirstClaim> claims(Collection<NewRun> runs) {
        Map<UUID, FirstClaim> claims = new HashMap<>();
        worker.ifPresent(waiting -> runs.stream()
                .filter(run -> run.limitKey() == null && run.schedule().isDue())
                .sorted(IN_LINE)
                .forEach(run -> waiting.claim(run).ifPresent(claim -> claims.put(run.runId(), claim))));
        return claims;
    }

    /** Leaves in {@code withoutId} the runs whose id somebody else has got. */
    private void giveIds(Map<UUID, NewRun> withoutId, List<IdMove> moves) {
        if (!moves.isEmpty()) {
            Set<UUID> moved = starts.moveIds(namespaceId, moves);
            moves.stream().map(IdMove::to).filter(moved::contains).forEach(withoutId::remove);
        }
        Set<UUID> moving = new HashSet<>(moves.stream().map(IdMove::to).toList());
        Collection<NewRun> fresh = withoutId.values().stream()
                .filter(run -> !moving.contains(run.runId()))
                .toList();
        if (!fresh.isEmpty()) {
            starts.claimIds(namespaceId, fresh).forEach(withoutId::remove);
        }
    }

    /** Nobody has seen them. */
    private void takeBack(Set<UUID> runIds) {
        if (!runIds.isEmpty()) {
            removal.remove(namespaceId, runIds);
        }
    }

    /** A run with the same runId answers before one with the same id: it is what an earlier try of the request stored. */
    private void findTheRest(Map<RunStart, Holder> holders) {
        List<RunStart> rest =
                open.stream().filter(start -> !outcomes.containsKey(start)).toList();
        if (rest.isEmpty()) {
            return;
        }
        Map<UUID, Run> byRunId =
                runs.findAll(namespaceId, rest.stream().map(RunStart::runId).toList());
        for (RunStart start : rest) {
            Run same = byRunId.get(start.runId());
            Holder holder = holders.get(start);
            if (same != null) {
                outcomes.put(start, start.outcomeWithSameRunId(same));
            } else if (holder != null && !start.startsAnewAfter(holder.run())) {
                outcomes.put(start, start.outcomeWithSameId(holder.run()));
            }
        }
    }

    private static ProblemException tooFarAhead(NewRun run) {
        return ProblemException.invalid(
                "/startAt",
                "is '%s' and more than %d days ahead; choose an earlier time"
                        .formatted(run.schedule().availableAt(), StartRules.FURTHEST.toDays()));
    }
}
