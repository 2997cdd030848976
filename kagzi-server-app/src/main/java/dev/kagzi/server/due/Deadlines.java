package dev.kagzi.server.due;

import dev.kagzi.protocol.Failure;
import dev.kagzi.protocol.FailureType;
import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.limit.Places;
import dev.kagzi.server.run.RunMeters;
import dev.kagzi.server.signal.Signal.ClaimEnded;
import dev.kagzi.server.signal.Signal.OutcomeAwaited;
import dev.kagzi.server.signal.Signal.RunChanged;
import dev.kagzi.server.signal.Signals;
import dev.kagzi.server.step.Steps;
import dev.kagzi.server.wake.WakeableRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Fails runs whose deadline has passed, whatever they are doing; their workers hear it like a cancel. */
@Component
public class Deadlines {

    /** Of the database and {@code clock.now}. */
    public static final String IS_ANY_PASSED = DueRepository.IS_ANY_PAST_DEADLINE;

    private static final int AT_ONCE = 500;

    private static final Failure TIMED_OUT =
            Failure.of(FailureType.RUN_TIMEOUT, "The run did not finish before its deadline, waiting included.");

    private final DueRepository repository;
    private final Steps steps;
    private final Transactions transactions;
    private final DatabaseClock clock;
    private final Places places;
    private final Signals signals;
    private final DueMeters meters;
    private final RunMeters runMeters;

    Deadlines(
            DueRepository repository,
            Steps steps,
            Transactions transactions,
            DatabaseClock clock,
            Places places,
            Signals signals,
            DueMeters meters,
            RunMeters runMeters) {
        this.repository = repository;
        this.steps = steps;
        this.transactions = transactions;
        this.clock = clock;
        this.places = places;
        this.signals = signals;
        this.meters = meters;
        this.runMeters = runMeters;
    }

    /** Fails what is past its deadline, at most 500 runs, and returns how many there were. */
    public int enforce() {
        int failed = 0;
        for (Map.Entry<UUID, List<UUID>> past :
                repository.pastDeadline(clock.now(), AT_ONCE).entrySet()) {
            failed += transactions.run(() -> fail(past.getKey(), past.getValue()));
        }
        return failed;
    }

    private int fail(UUID namespaceId, List<UUID> runIds) {
        Instant now = clock.now();
        List<DueRun> runs = repository.lockPastDeadline(namespaceId, runIds, now);
        if (runs.isEmpty()) {
            return 0;
        }
        List<DueRun> ended = runs.stream().filter(run -> !run.isCompensable()).toList();
        List<DueRun> undone = runs.stream().filter(DueRun::isCompensable).toList();
        if (!ended.isEmpty()) {
            repository.timeOut(namespaceId, ended, TIMED_OUT, now);
            repository.addHistory(namespaceId, runsOf(ended), RunStatus.FAILED, "TIMED_OUT", now);
        }
        if (!undone.isEmpty()) {
            repository.undo(namespaceId, undone, TIMED_OUT);
            repository.addHistory(namespaceId, runsOf(undone), RunStatus.PENDING, "TIMED_OUT", now);
        }
        steps.closeWaits(
                namespaceId, runs.stream().map(due -> due.run().runId()).toList());
        meters.timedOut(runs, now);
        runs.forEach(due -> announce(namespaceId, due, now));
        return runs.size();
    }

    private static List<WakeableRun> runsOf(List<DueRun> runs) {
        return runs.stream().map(DueRun::run).toList();
    }

    private void announce(UUID namespaceId, DueRun due, Instant now) {
        WakeableRun run = due.run();
        if (due.isCompensable()) {
            places.standInLine(namespaceId, run.runId(), run.workflow(), run.standing(), now);
        } else {
            places.leave(namespaceId, run.runId(), run.workflow(), run.standing(), run.claim(), now);
            runMeters.finished(namespaceId, run.workflow(), RunStatus.FAILED, 1);
            if (due.isAwaited()) {
                signals.afterCommit(new OutcomeAwaited(namespaceId));
            }
        }
        signals.afterCommit(new RunChanged(namespaceId, run.runId()));
        if (run.isHeld() && run.workerId() != null) {
            signals.afterCommit(new ClaimEnded(namespaceId, run.workerId(), run.runId(), run.claim()));
        }
    }
}
