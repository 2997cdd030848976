package dev.kagzi.server.schedule;

import dev.kagzi.protocol.RunSnapshot;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.run.FiredRuns;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Fires schedules when somebody wants it. */
@Component
public class Triggers {

    private final ScheduleRepository schedules;
    private final FiringRepository firings;
    private final FiringStarts starts;
    private final FiredRuns runs;
    private final Transactions transactions;
    private final DatabaseClock clock;

    Triggers(
            ScheduleRepository schedules,
            FiringRepository firings,
            FiringStarts starts,
            FiredRuns runs,
            Transactions transactions,
            DatabaseClock clock) {
        this.schedules = schedules;
        this.firings = firings;
        this.starts = starts;
        this.runs = runs;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Starts a run now, paused or not and whatever runs are not finished.
     *
     * @param runId what the run will have; the one that an earlier try of the request has started with it is found again
     */
    public RunSnapshot trigger(ScheduleKey key, UUID runId) {
        return transactions.run(() -> {
            Schedule schedule = schedules.lock(key).orElseThrow(() -> ScheduleProblems.notFound(key.scheduleId()));
            return runs.find(key.namespaceId(), key.scheduleId(), runId).orElseGet(() -> trigger(schedule, runId));
        });
    }

    private RunSnapshot trigger(Schedule schedule, UUID runId) {
        String workflow =
                runs.workflow(schedule.namespaceId(), schedule.settings().workflow());
        Firing firing = record(schedule.key(), runId, clock.now());
        RunSnapshot run = starts.start(schedule, firing)
                .orElseThrow(() -> new IllegalStateException("The workflow '%s' is gone".formatted(workflow)));
        schedules.updateTimes(schedule.with(schedule.times().fired(firing.fireAt())));
        return run;
    }

    /** At this very microsecond the schedule may have fired. */
    private Firing record(ScheduleKey key, UUID runId, Instant now) {
        Instant fireAt = now.truncatedTo(ChronoUnit.MICROS);
        while (true) {
            Firing firing = Firing.started(fireAt, runId);
            if (!firings.insert(key.namespaceId(), List.of(new ScheduleFiring(key.scheduleId(), firing)), now)
                    .isEmpty()) {
                return firing;
            }
            fireAt = fireAt.plus(1, ChronoUnit.MICROS);
        }
    }
}
