package dev.kagzi.server.run;

import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/** Gives one caller at a time a run to change, as it is now. */
@Component
class LockedRuns {

    private final Transactions transactions;
    private final DatabaseClock clock;
    private final RunRepository runs;

    LockedRuns(Transactions transactions, DatabaseClock clock, RunRepository runs) {
        this.transactions = transactions;
        this.clock = clock;
        this.runs = runs;
    }

    /**
     * Runs {@code change} with the run and the current instant, in a transaction that nobody else gets between.
     *
     * @throws dev.kagzi.server.problem.ProblemException when there is no such run
     */
    <T> T change(UUID namespaceId, UUID runId, BiFunction<Run, Instant, T> change) {
        return transactions.run(() -> {
            Run run = runs.lock(namespaceId, runId).orElseThrow(() -> RunProblems.notFound(runId));
            return change.apply(run, clock.now());
        });
    }

    /** The runs that these have started and that are not finished, locked. */
    List<Run> lockOpenChildren(UUID namespaceId, List<UUID> parents) {
        return runs.lockOpenChildren(namespaceId, parents);
    }

    Optional<Run> find(UUID namespaceId, UUID runId) {
        return runs.find(namespaceId, runId);
    }

    /** The place from which the run has read events. */
    NewRun.EventPosition eventsAfter(Run run) {
        return runs.eventsAfter(run.namespaceId(), run.runId());
    }

    /** The run as this transaction has changed it. */
    Run changed(Run run) {
        return find(run.namespaceId(), run.runId()).orElseThrow();
    }
}
