package dev.kagzi.server.run;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.BatchWriter;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.run.WaitingWorkers.Waiting;
import dev.kagzi.server.signal.Signal.RunClaimable;
import dev.kagzi.server.signal.Signal.RunDue;
import dev.kagzi.server.signal.Signals;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Stores starts, a batch in one transaction. */
@Component
class RunStarts implements BatchWriter<RunStart, StartOutcome> {

    private final RunStartRepository starts;
    private final RunRepository runs;
    private final RunRemovalRepository removal;
    private final StartLimits limits;
    private final WaitingWorkers workers;
    private final DatabaseClock clock;
    private final Signals signals;
    private final RunMeters meters;

    RunStarts(
            RunStartRepository starts,
            RunRepository runs,
            RunRemovalRepository removal,
            StartLimits limits,
            WaitingWorkers workers,
            DatabaseClock clock,
            Signals signals,
            RunMeters meters) {
        this.starts = starts;
        this.runs = runs;
        this.removal = removal;
        this.limits = limits;
        this.workers = workers;
        this.clock = clock;
        this.signals = signals;
        this.meters = meters;
    }

    /** Starts that clients ask for: they go to workers that wait for them. */
    @Override
    public List<StartOutcome> write(UUID namespaceId, List<RunStart> batch) {
        long begunNanos = System.nanoTime();
        Instant now = clock.now();
        AtomicReference<@Nullable Waiting> worker = new AtomicReference<>();
        List<StartOutcome> outcomes = write(namespaceId, batch, now, workflows -> {
            Optional<Waiting> found = workers.find(namespaceId, workflows, now, begunNanos);
            found.ifPresent(worker::set);
            return found;
        });
        Waiting waiting = worker.get();
        List<NewRun> handedOver = outcomes.stream()
                .filter(RunStarts::isHandedOver)
                .map(created -> ((StartOutcome.Created) created).run())
                .toList();
        if (waiting != null && !handedOver.isEmpty()) {
            waiting.handOver(handedOver);
        }
        return outcomes;
    }

    /** Starts in a transaction that does other things, too: their runs wait in line. */
    List<StartOutcome> writeInLine(UUID namespaceId, List<RunStart> batch) {
        return write(namespaceId, batch, clock.now(), workflows -> Optional.empty());
    }

    private List<StartOutcome> write(
            UUID namespaceId, List<RunStart> batch, Instant now, Function<Set<String>, Optional<Waiting>> worker) {
        List<StartOutcome> outcomes =
                new StartBatch(namespaceId, batch, now, starts, runs, removal, limits, worker).write();
        Map<String, Long> started = new HashMap<>();
        for (StartOutcome outcome : outcomes) {
            if (outcome instanceof StartOutcome.Created created) {
                NewRun run = created.run();
                started.merge(run.workflow(), 1L, Long::sum);
                TransitionLog.changed(namespaceId, run.runId(), run.workflow(), null, RunStatus.PENDING, null);
                if (!created.isHandedOver()) {
                    signal(namespaceId, run);
                }
            }
        }
        started.forEach((workflow, count) -> meters.started(namespaceId, workflow, count));
        return outcomes;
    }

    private static boolean isHandedOver(StartOutcome outcome) {
        return outcome instanceof StartOutcome.Created created && created.isHandedOver();
    }

    /** Tells whom a new run concerns, once it is committed. */
    void announce(UUID namespaceId, NewRun run) {
        signal(namespaceId, run);
        meters.started(namespaceId, run.workflow(), 1);
        TransitionLog.changed(namespaceId, run.runId(), run.workflow(), null, RunStatus.PENDING, null);
    }

    private void signal(UUID namespaceId, NewRun run) {
        if (!run.schedule().isDue()) {
            signals.afterCommit(new RunDue(run.schedule().availableAt()));
        } else if (run.limitKey() == null) {
            signals.afterCommit(new RunClaimable(namespaceId, run.workflow()));
        }
    }
}
