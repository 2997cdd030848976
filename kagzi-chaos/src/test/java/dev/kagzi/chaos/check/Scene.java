package dev.kagzi.chaos.check;

import dev.kagzi.chaos.evidence.Body;
import dev.kagzi.chaos.evidence.Call;
import dev.kagzi.chaos.evidence.Emission;
import dev.kagzi.chaos.evidence.EventRows;
import dev.kagzi.chaos.evidence.EventRows.Channel;
import dev.kagzi.chaos.evidence.EventRows.EventRow;
import dev.kagzi.chaos.evidence.EventRows.ReadRow;
import dev.kagzi.chaos.evidence.EventRows.StartRow;
import dev.kagzi.chaos.evidence.Evidence;
import dev.kagzi.chaos.evidence.Execution;
import dev.kagzi.chaos.evidence.Fault;
import dev.kagzi.chaos.evidence.Ledger;
import dev.kagzi.chaos.evidence.Limit;
import dev.kagzi.chaos.evidence.Schedule;
import dev.kagzi.chaos.evidence.Setting;
import dev.kagzi.chaos.evidence.Sightings;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.evidence.Tables;
import dev.kagzi.chaos.evidence.Tables.FiringRow;
import dev.kagzi.chaos.evidence.Tables.HistoryRow;
import dev.kagzi.chaos.evidence.Tables.RunRow;
import dev.kagzi.chaos.evidence.Tables.StepRow;
import dev.kagzi.chaos.evidence.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A run as it should be: worker A is killed in the second step's body, worker B claims the run after the lease and finishes
 * it. Times are milliseconds; every list can be spoiled.
 */
final class Scene {

    static final UUID RUN = new UUID(1, 1);
    static final UUID WORKER_B = new UUID(2, 2);
    static final StepRef FIRST = new StepRef(RUN, "work", 1);
    static final StepRef SECOND = new StepRef(RUN, "work", 2);
    static final StepRef NAP = new StepRef(RUN, "nap", 1);
    static final StepRef HEARD = new StepRef(RUN, "news", 1);
    static final StepRef UNHEARD = new StepRef(RUN, "news", 2);
    static final UUID FIRED = new UUID(1, 3);
    static final UUID CHILD = new UUID(1, 2);
    static final UUID NEIGHBOUR = new UUID(1, 4);
    static final Channel NEWS = new Channel("news", "key");
    static final UUID EARLY = new UUID(4, 1);
    static final UUID LATE = new UUID(4, 2);
    static final UUID EMITTED = new UUID(4, 3);
    static final Execution BY_A = new Execution("a", 1, RUN, 1, nanos(110));
    static final Execution BY_B = new Execution("b", 1, RUN, 1, nanos(2_310));
    static final Execution BEFORE = new Execution("b", 0, new UUID(1, 0), 1, nanos(10));
    static final String INPUT = "{\"number\":1}";

    final List<RunRow> runs =
            new ArrayList<>(List.of(run("COMPLETED", 1), child("COMPLETED", "\"small\"", RUN), fired(1_000)));
    final List<HistoryRow> history = new ArrayList<>(List.of(
            row(1, "", "PENDING", 0, "CLIENT", null, 50),
            row(2, "PENDING", "RUNNING", 1, "WORKER", null, 100),
            row(3, "RUNNING", "PENDING", 1, "SERVER", "EXPIRED", 2_110),
            row(4, "PENDING", "RUNNING", 2, "WORKER", null, 2_300),
            row(5, "RUNNING", "COMPLETED", 2, "WORKER", null, 2_700),
            childRow(1, "", "PENDING", 0, "WORKER", 1_000),
            childRow(2, "PENDING", "RUNNING", 1, "WORKER", 1_100),
            childRow(3, "RUNNING", "COMPLETED", 1, "WORKER", 1_200),
            firedRow(1, "", "PENDING", 0, "SERVER", 1_000),
            firedRow(2, "PENDING", "RUNNING", 1, "WORKER", 1_200),
            firedRow(3, "RUNNING", "COMPLETED", 1, "WORKER", 1_300)));
    final List<StepRow> steps = new ArrayList<>(List.of(
            step(FIRST, 1, "STEP", 1, 1, "\"one\""),
            step(NAP, 2, "SLEEP", 0, 0, ""),
            step(SECOND, 3, "STEP", 2, 2, "\"two\""),
            step(HEARD, 4, "EVENT", 0, 0, INPUT),
            step(UNHEARD, 5, "EVENT", 0, 0, ""),
            step(new StepRef(RUN, "emit", 1), 6, "EMIT", 0, 1, ""),
            childStep("COMPLETED", "\"small\"")));
    final List<Execution> executions = new ArrayList<>(List.of(BY_A, BY_B, BEFORE));
    final List<Body> bodies = new ArrayList<>(List.of(
            body(BY_A, FIRST, 1, 0, 120, new Body.Ending(nanos(150), Body.Outcome.COMPLETED, "one")),
            body(BY_A, SECOND, 1, 1, 300, new Body.Ending(nanos(320), Body.Outcome.FAILED, "broken")),
            body(BY_A, SECOND, 2, 2, 530, null),
            body(BY_B, SECOND, 2, 0, 2_350, new Body.Ending(nanos(2_600), Body.Outcome.COMPLETED, "two"))));
    final List<Ledger.Sleep> sleeps =
            new ArrayList<>(List.of(new Ledger.Sleep(BY_A, RUN, "nap", 1, 100, nanos(160), nanos(290))));
    final List<Wire.Claimed> claims = new ArrayList<>(List.of(claimed("a", 1, 100), claimed("b", 2, 2_300)));
    final List<Wire.Reported> reports = new ArrayList<>(List.of(
            reported("a", "t1", "stepCompleted", FIRST, true, 155),
            reported("b", "t2", "stepCompleted", SECOND, true, 2_650)));
    final List<Sightings.LeaseSighting> leases =
            new ArrayList<>(List.of(new Sightings.LeaseSighting(RUN, 1, instant(2_100), instant(150))));
    final List<Sightings.StepSighting> seen =
            new ArrayList<>(List.of(new Sightings.StepSighting(FIRST, 1, "COMPLETED", 1, "\"one\"".hashCode())));
    final List<Call> calls = new ArrayList<>(List.of(start(RUN, "id-1", INPUT, 201, RUN, true)));
    final List<Fault> faults = new ArrayList<>(List.of(
            new Fault(Fault.Kind.WORKER_KILL, "a", nanos(600), nanos(600)),
            new Fault(Fault.Kind.WORKER_DRAIN, "b", nanos(2_650), nanos(2_750))));
    final List<Emission> emissions = new ArrayList<>(List.of(emission(EARLY, 20, 30), emission(LATE, 400, 420)));
    final List<EventRow> events = new ArrayList<>(List.of(
            event(EARLY, 25),
            event(LATE, 410),
            new EventRow(EMITTED, new Channel("shipped", "key"), instant(1_000), INPUT, RUN)));
    final List<ReadRow> reads = new ArrayList<>(List.of(new ReadRow(HEARD, LATE, NEWS, instant(410))));
    final List<StartRow> starts = new ArrayList<>();
    final List<Sightings.WaitSighting> waits = new ArrayList<>(List.of(
            new Sightings.WaitSighting(HEARD, NEWS, instant(1_400)),
            new Sightings.WaitSighting(UNHEARD, NEWS, instant(1_600))));
    final List<StepRef> openWaits = new ArrayList<>();
    final List<FiringRow> firings = new ArrayList<>(List.of(
            new FiringRow("every-5", instant(-5_000), FIRED, null, false),
            new FiringRow("every-5", instant(5_000), null, "OVERLAP", false),
            new FiringRow("every-5", instant(10_000), null, "OVERLAP", false)));
    final List<Schedule> schedules = new ArrayList<>(List.of(schedule(true)));
    final Map<String, Limit> limits = new HashMap<>(Map.of(
            "chaos-load", Limit.concurrency(1),
            "chaos-quick", Limit.throttle(1, Duration.ofMillis(100))));
    final List<Sightings.PlaceSighting> places =
            new ArrayList<>(List.of(new Sightings.PlaceSighting("chaos-load", "", 1, 1)));
    final List<Sightings.LimitSighting> changes = new ArrayList<>();
    final List<Tables.KeyRow> keys = new ArrayList<>(List.of(new Tables.KeyRow("chaos-load", "", 0)));
    final List<UUID> unclaimed = new ArrayList<>();
    int answeringServers = 2;
    Set<String> liveWorkers = Set.of("b");

    Evidence evidence() {
        return new Evidence(
                new Setting(
                        Duration.ofSeconds(2),
                        Duration.ofMillis(600),
                        Map.of(
                                "work",
                                new Setting.StepPolicy(3, Duration.ofMillis(160), 2, Duration.ofMillis(800), false)),
                        Map.of("work", "unwork"),
                        limits,
                        "orders",
                        new Setting.Anchor(0, Instant.EPOCH),
                        nanos(2_000),
                        nanos(60_000),
                        liveWorkers,
                        Set.of(20L),
                        2,
                        answeringServers),
                tables(instant(60_000), Map.of(WORKER_B, 20L)),
                new Ledger(executions, bodies, sleeps, List.of()),
                new Wire(claims, reports, List.of()),
                new Sightings(leases, seen, waits, places, changes),
                calls,
                emissions,
                schedules,
                faults);
    }

    Tables tables(Instant readAt, Map<UUID, Long> workerPids) {
        return new Tables(
                readAt,
                runs,
                history,
                steps,
                workerPids,
                new EventRows(events, reads, starts),
                openWaits,
                firings,
                new Tables.PlaceRows(keys, unclaimed));
    }

    static long nanos(long millis) {
        return millis * 1_000_000;
    }

    static Instant instant(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    static RunRow run(String status, int attempt) {
        boolean finished = Tables.FINAL.contains(status);
        boolean running = status.equals("RUNNING");
        return new RunRow(
                RUN,
                "chaos-load",
                "id-1",
                status,
                null,
                attempt,
                new Tables.Claim(2, WORKER_B, running ? new UUID(3, 3) : null, running ? instant(60_500) : null),
                false,
                false,
                5,
                null,
                instant(2_000),
                finished ? instant(2_700) : null,
                INPUT,
                finished ? "\"done\"" : null,
                new Tables.Origin(instant(50), null, null, null));
    }

    /** A child that is finished. */
    static RunRow child(String status, String outcome, UUID parent) {
        return new RunRow(
                CHILD,
                "chaos-quick",
                null,
                status,
                null,
                1,
                new Tables.Claim(1, WORKER_B, null, null),
                false,
                false,
                3,
                null,
                null,
                instant(1_200),
                INPUT,
                outcome,
                new Tables.Origin(instant(1_000), parent, null, null));
    }

    /** The step of the parent that has started it and waited for it. */
    static StepRow childStep(String status, String outcome) {
        return new StepRow(
                new StepRef(RUN, "chaos-quick", 1),
                7,
                "CHILD",
                status,
                0,
                0,
                instant(1_000),
                instant(1_250),
                outcome,
                CHILD);
    }

    static HistoryRow childRow(int seq, String from, String to, long claim, String actor, long at) {
        return new HistoryRow(CHILD, seq, from, to, claim, actor, null, instant(at), instant(at));
    }

    static Schedule schedule(boolean skipsOverlaps) {
        return new Schedule(
                "every-5",
                5,
                skipsOverlaps,
                new Schedule.Asked(nanos(900), nanos(950)),
                new Schedule.Asked(nanos(12_000), nanos(12_100)),
                new Schedule.Backfill(instant(-8_000), instant(-3_000)),
                List.of());
    }

    /** A run that a firing has started. */
    static RunRow fired(long createdAt) {
        return new RunRow(
                FIRED,
                "chaos-quick",
                null,
                "COMPLETED",
                null,
                1,
                new Tables.Claim(1, WORKER_B, null, null),
                false,
                false,
                3,
                null,
                null,
                instant(1_300),
                INPUT,
                null,
                new Tables.Origin(instant(createdAt), null, "every-5", instant(-5_000)));
    }

    static HistoryRow firedRow(int seq, String from, String to, long claim, String actor, long at) {
        return new HistoryRow(FIRED, seq, from, to, claim, actor, null, instant(at), instant(at));
    }

    static Emission emission(UUID event, long sent, long ended) {
        return new Emission(event, NEWS, INPUT, nanos(sent), nanos(ended), 202);
    }

    static EventRow event(UUID event, long at) {
        return new EventRow(event, NEWS, instant(at), INPUT, null);
    }

    static HistoryRow row(int seq, String from, String to, long claim, String actor, String reason, long at) {
        return new HistoryRow(RUN, seq, from, to, claim, actor, reason, instant(at), instant(at));
    }

    static StepRow completedAt(StepRow step, long at) {
        return new StepRow(
                step.step(),
                step.position(),
                step.kind(),
                step.status(),
                step.attempts(),
                step.claim(),
                step.startedAt(),
                instant(at),
                step.outcome(),
                step.child());
    }

    /** What undoes a step of the scene with that result. */
    static StepRow compensation(int position, String result) {
        String outcome = "\"unwork:" + position + ":undoes:" + result + "\"";
        return step(new StepRef(RUN, "compensation", "unwork", position), position, "COMPENSATION", 1, 3, outcome);
    }

    static StepRow step(StepRef ref, int position, String kind, int attempts, long claim, String outcome) {
        return new StepRow(
                ref, position, kind, "COMPLETED", attempts, claim, instant(100), instant(200), outcome, null);
    }

    static Body body(Execution execution, StepRef step, int attempt, long order, long at, Body.Ending ending) {
        return new Body(execution, step, attempt, "key", order, nanos(at), ending);
    }

    static Wire.Passage passage(String process, long at) {
        return new Wire.Passage(process, nanos(at), nanos(at), nanos(at), nanos(at));
    }

    static Wire.Claimed claimed(String process, long claim, long at) {
        return new Wire.Claimed(passage(process, at), RUN, claim, "t" + claim, nanos(2_000));
    }

    static Wire.Reported reported(String process, String token, String type, StepRef step, boolean ok, long at) {
        return new Wire.Reported(passage(process, at), RUN, token, type, step, true, ok, false, null);
    }

    /** Another run of the same workflow and key as {@link #RUN}. */
    static RunRow neighbour() {
        RunRow run = run("COMPLETED", 1);
        return new RunRow(
                NEIGHBOUR,
                run.workflow(),
                null,
                run.status(),
                null,
                1,
                run.claim(),
                false,
                false,
                3,
                null,
                null,
                run.finishedAt(),
                INPUT,
                null,
                run.origin());
    }

    static HistoryRow neighbourRow(int seq, String from, String to, String actor, long at, long committedAt) {
        return new HistoryRow(
                NEIGHBOUR, seq, from, to, seq == 1 ? 0 : 1, actor, null, instant(at), instant(committedAt));
    }

    /** Claimed from one moment to another, and executed by {@code b} with a body all the time. */
    void neighbour(long from, long to, String end, String actor) {
        runs.add(neighbour());
        history.add(neighbourRow(1, "", "PENDING", "CLIENT", 50, 50));
        history.add(neighbourRow(2, "PENDING", "RUNNING", "WORKER", from, from));
        history.add(neighbourRow(3, "RUNNING", end, actor, to, to));
        claims.add(new Wire.Claimed(passage("b", from), NEIGHBOUR, 1, "n1", nanos(2_000)));
        Execution execution = new Execution("b", 9, NEIGHBOUR, 1, nanos(from));
        executions.add(execution);
        bodies.add(body(execution, new StepRef(NEIGHBOUR, "work", 1), 1, 9, from, null));
    }

    static Call start(UUID run, String id, String input, int status, UUID answered, boolean created) {
        return new Call(
                Call.Kind.START,
                run,
                id,
                input,
                nanos(10),
                nanos(50),
                new Call.Answer(status, answered, "PENDING", null, created, false, null));
    }

    static Call refused(UUID run, String code) {
        return new Call(
                Call.Kind.START,
                run,
                "id-1",
                INPUT,
                nanos(10),
                nanos(50),
                new Call.Answer(409, null, null, null, false, false, code));
    }

    static Call cancel(int status, boolean already, long at) {
        return new Call(
                Call.Kind.CANCEL,
                RUN,
                null,
                null,
                nanos(at),
                nanos(at),
                new Call.Answer(status, RUN, "CANCELLED", null, false, already, null));
    }
}
