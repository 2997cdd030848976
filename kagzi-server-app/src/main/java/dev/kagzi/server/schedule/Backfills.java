package dev.kagzi.server.schedule;

import dev.kagzi.protocol.Backfill;
import dev.kagzi.protocol.BackfillResult;
import dev.kagzi.server.database.DatabaseClock;
import dev.kagzi.server.database.Transactions;
import dev.kagzi.server.input.Violations;
import dev.kagzi.server.problem.ProblemException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Makes up firings of the past, as the schedule is now. */
@Component
public class Backfills {

    private static final int MOST = 1_000;

    private final ScheduleRepository schedules;
    private final FiringRepository firings;
    private final DueFirings dueFirings;
    private final WaitingFirings waitingFirings;
    private final Transactions transactions;
    private final DatabaseClock clock;

    Backfills(
            ScheduleRepository schedules,
            FiringRepository firings,
            DueFirings dueFirings,
            WaitingFirings waitingFirings,
            Transactions transactions,
            DatabaseClock clock) {
        this.schedules = schedules;
        this.firings = firings;
        this.dueFirings = dueFirings;
        this.waitingFirings = waitingFirings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Says which firings it would make up. */
    public BackfillResult preview(ScheduleKey key, Backfill request) {
        Instant now = clock.now();
        check(request, now);
        Schedule schedule = schedules.find(key).orElseThrow(() -> ScheduleProblems.notFound(key.scheduleId()));
        return new BackfillResult(withoutRun(schedule, request));
    }

    /** Makes the firings wait for their turn. */
    public BackfillResult backfill(ScheduleKey key, Backfill request) {
        return transactions.run(() -> {
            Schedule schedule = schedules.lock(key).orElseThrow(() -> ScheduleProblems.notFound(key.scheduleId()));
            Instant now = clock.now();
            check(request, now);
            // What is due and on time is fired as ever: the backfill is about what is past by then.
            Schedule upToDate = dueFirings.fire(schedule, now);
            List<Instant> madeUp = withoutRun(upToDate, request);
            schedules.updateTimes(waitingFirings.makeUp(upToDate, madeUp, now));
            return new BackfillResult(madeUp);
        });
    }

    private static void check(Backfill request, Instant now) {
        new Violations()
                .require(
                        request.from().isBefore(request.to()),
                        "/from",
                        "is '%s', expected an instant before '/to'".formatted(request.from()))
                .require(
                        !request.to().isAfter(now),
                        "/to",
                        "is '%s', expected an instant that is past; it is '%s'".formatted(request.to(), now))
                .throwIfAny();
    }

    private List<Instant> withoutRun(Schedule schedule, Backfill request) {
        List<Instant> all = schedule.timing().calendar().oldest(request.from(), request.to(), MOST + 1);
        if (all.size() > MOST) {
            throw ProblemException.invalid(
                    "/to",
                    "makes it more than %,d firings, the first %,d of them before '%s'; take smaller pieces"
                            .formatted(MOST, MOST, all.get(MOST)));
        }
        Set<Instant> started = new HashSet<>(firings.started(schedule.key(), all));
        return all.stream().filter(fireAt -> !started.contains(fireAt)).toList();
    }
}
