package dev.kagzi.server.schedule;

import dev.kagzi.protocol.Overlap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Sees to firings that are due, in the transaction that has locked their schedules: few statements for all of them. */
@Component
class DueFirings {

    /** When there are more of them, the other schedules are left to the next transaction: after an outage there can be many. */
    private static final int MOST = 5_000;

    private final FiringRepository repository;
    private final FiringStarts starts;
    private final WaitingFirings waiting;
    private final ScheduleMeters meters;

    DueFirings(FiringRepository repository, FiringStarts starts, WaitingFirings waiting, ScheduleMeters meters) {
        this.repository = repository;
        this.starts = starts;
        this.waiting = waiting;
        this.meters = meters;
    }

    /** The same for one schedule. As it is afterwards is for the caller to store. */
    Schedule fire(Schedule schedule, Instant now) {
        FiringBatch batch = new FiringBatch(schedule.namespaceId(), List.of(schedule), now);
        fire(batch);
        return batch.schedule(schedule.scheduleId());
    }

    /**
     * Sees to every firing that is due by now, of the first schedules at least.
     *
     * @throws IllegalArgumentException when the cron or the zone of a schedule cannot be read
     */
    void fire(FiringBatch batch) {
        List<Schedule> due = batch.schedules()
                .filter(schedule -> isDue(schedule, batch.now()))
                .toList();
        if (due.isEmpty()) {
            return;
        }
        Set<String> open = starts.open(
                batch.namespaceId(),
                due.stream()
                        .filter(schedule -> schedule.timing().overlap() == Overlap.SKIP)
                        .toList());
        List<ScheduleFiring> firings = new ArrayList<>();
        for (int i = 0; i < due.size() && firings.size() < MOST; i++) {
            Schedule schedule = due.get(i);
            FiringDecision decision = new FiringDecision(
                    schedule, open.contains(schedule.scheduleId()), waiting.room(schedule), batch.now());
            decision.firings().forEach(firing -> firings.add(new ScheduleFiring(schedule.scheduleId(), firing)));
            batch.become(decision.outcome());
        }
        record(batch, firings);
    }

    private static boolean isDue(Schedule schedule, Instant now) {
        Instant next = schedule.times().nextFireAt();
        return next != null && !next.isAfter(now);
    }

    /** A firing that is on record already is not fired a second time: somebody has set the schedule's time back by hand. */
    private void record(FiringBatch batch, List<ScheduleFiring> firings) {
        Set<UUID> started = repository.insert(batch.namespaceId(), firings, batch.now());
        starts.start(
                batch,
                firings.stream()
                        .filter(of -> started.contains(of.firing().runId()))
                        .toList());
        meters.decided(firings.stream().map(ScheduleFiring::firing).toList(), batch.now());
    }
}
