package dev.kagzi.server.run;

import dev.kagzi.protocol.OnLimit;
import dev.kagzi.server.limit.CurrentLimits;
import dev.kagzi.server.limit.LimitedRun;
import dev.kagzi.server.limit.Place;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.limit.Standing;
import dev.kagzi.server.limit.WorkflowLimits;
import dev.kagzi.server.problem.ProblemException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The limits of workflows, as far as starts are concerned. */
@Component
class StartLimits {

    private final CurrentLimits limits;
    private final Places places;

    StartLimits(CurrentLimits limits, Places places) {
        this.limits = limits;
        this.places = places;
    }

    /** The limits of these starts' workflows, as they hold for the current transaction. */
    OfBatch of(UUID namespaceId, Collection<RunStart> starts) {
        return new OfBatch(
                namespaceId,
                limits.of(
                        namespaceId,
                        starts.stream().map(start -> start.workflow().name()).collect(Collectors.toSet())));
    }

    /** What a run with this one's input goes by as a run of this workflow; null where there are no limits. */
    @Nullable String keyOf(Run run, String workflow) {
        Standing before = run.standing();
        WorkflowLimits current = limits.of(run.namespaceId(), List.of(workflow)).get(workflow);
        return current == null ? null : current.keyOf(run.payloads().input(), before == null ? null : before.key());
    }

    /** Asks for the place of a run that has been stored and may be claimed once it has one; null where there are no limits. */
    @Nullable Place ask(UUID namespaceId, NewRun run) {
        String key = run.limitKey();
        return key == null || !run.schedule().isDue()
                ? null
                : places.ask(
                        namespaceId,
                        new LimitedRun(run.runId(), run.workflow(), key),
                        run.schedule().createdAt());
    }

    /** Decides what was asked for in the current transaction. */
    void settle() {
        places.settle();
    }

    /** The limits of the starts of one transaction. */
    final class OfBatch {

        private final UUID namespaceId;
        private final Map<String, WorkflowLimits> byWorkflow;
        private final Map<String, Integer> free = new HashMap<>();

        private OfBatch(UUID namespaceId, Map<String, WorkflowLimits> byWorkflow) {
            this.namespaceId = namespaceId;
            this.byWorkflow = byWorkflow;
        }

        boolean isLimited(RunStart start) {
            return of(start) != null;
        }

        /** The run this start makes. */
        NewRun run(RunStart start, Instant now) {
            WorkflowLimits limits = of(start);
            return start.at(
                    now,
                    limits == null
                            ? null
                            : limits.keyOf(
                                    start.input().payload(), start.request().concurrencyKey()));
        }

        /** What is wrong with a start, as far as its limits can tell; null when nothing is. */
        @Nullable ProblemException problem(RunStart start) {
            WorkflowLimits limits = of(start);
            return limits != null
                            && start.isByClient()
                            && limits.needsKey(
                                    start.input().payload(), start.request().concurrencyKey())
                    ? RunProblems.concurrencyKeyRequired(start.workflow().name(), limits.concurrencyKey())
                    : null;
        }

        /** How many places are in use where these runs want one. Until the transaction ends nobody else gives or takes any. */
        Map<LimitedRun, Integer> lock(Collection<NewRun> wanted) {
            List<NewRun> limited = wanted.stream()
                    .filter(run -> run.limitKey() != null && run.schedule().isDue())
                    .toList();
            return places.lock(
                    namespaceId,
                    limited.stream().map(OfBatch::limited).toList(),
                    limited.get(0).schedule().createdAt());
        }

        /** Takes a place for a start that does not wait for one; why it is refused when there is none. */
        Optional<ProblemException> refusal(
                RunStart start, Map<RunStart, NewRun> wanted, Map<LimitedRun, Integer> inUse) {
            LimitedRun run = limited(Objects.requireNonNull(wanted.get(start)));
            int most = Objects.requireNonNull(Objects.requireNonNull(of(start)).concurrency());
            int left = free.merge(
                    run.workflow() + "\n" + run.key(), most - inUse.getOrDefault(run, 0) - 1, (old, first) -> old - 1);
            return left < 0 ? Optional.of(RunProblems.limitReached(run.workflow(), run.key(), most)) : Optional.empty();
        }

        private static LimitedRun limited(NewRun run) {
            return new LimitedRun(run.runId(), run.workflow(), Objects.requireNonNull(run.limitKey()));
        }

        /** Whether a start is refused rather than held back. */
        boolean mayRefuse(RunStart start, NewRun run) {
            WorkflowLimits limits = of(start);
            return limits != null
                    && limits.onLimit() == OnLimit.REJECT
                    && limits.concurrency() != null
                    && start.isAnswered()
                    && run.schedule().isDue();
        }

        private @Nullable WorkflowLimits of(RunStart start) {
            return byWorkflow.get(start.workflow().name());
        }
    }
}
