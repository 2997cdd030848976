package dev.kagzi.chaos.bug;

import static dev.kagzi.chaos.bug.SeededBug.bug;

import dev.kagzi.chaos.bug.SeededBug.Change;
import dev.kagzi.chaos.bug.SeededBug.Where;
import dev.kagzi.chaos.nemesis.Nemesis;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of the server. */
final class ServerBugs {

    private static final String LEASE = "dev.kagzi.server.lease.";
    private static final String STARTS = "dev.kagzi.server.run.RunStartRepository";
    private static final String STEPS = "dev.kagzi.server.step.StepRepository";
    private static final String PLACES = "dev.kagzi.server.limit.PlaceRepository";
    private static final String SCHEDULES = "dev.kagzi.server.schedule.ScheduleRepository";

    private ServerBugs() {}

    static Stream<SeededBug> all() {
        return Stream.of(ofClaims(), ofRuns(), ofTime(), ofEvents(), ofLimits()).flatMap(List::stream);
    }

    private static List<SeededBug> ofClaims() {
        return List.of(
                server("token-check-dropped", LEASE + "LockedRun", new Mutation.ReturnAtOnce("isHeldUnder", 1)),
                server(
                        "lease-added-up",
                        LEASE + "ReleaseRepository",
                        new Mutation.ReplaceText(
                                "SET lease_expires_at = greatest(r.lease_expires_at, :until)",
                                "SET lease_expires_at = r.lease_expires_at + interval '2 seconds'")),
                server(
                        "live-lease-taken-away",
                        LEASE + "ReleaseRepository",
                        new Mutation.ReplaceText(
                                "lease_expires_at <= :now", "lease_expires_at - interval '1800 milliseconds' <= :now")),
                server(
                        "released-on-the-wire",
                        LEASE + "ReleaseRepository",
                        new Mutation.ReplaceText("AND request_id <= :answered", "")),
                server("repeated-report-refused", LEASE + "RepeatedReport", new Mutation.ReturnAtOnce("isThere", 0)),
                server(
                        "claim-number-stands-still",
                        LEASE + "ClaimRepository",
                        new Mutation.ReplaceText(
                                "claim_number = r.claim_number + 1", "claim_number = greatest(r.claim_number, 1)")),
                server(
                        "lost-claim-counts-as-attempt",
                        LEASE + "ReleaseRepository",
                        new Mutation.ReplaceText(
                                "UPDATE kagzi.run r\n   SET status",
                                "WITH counted AS (UPDATE kagzi.step s SET attempts = s.attempts + 1"
                                        + " FROM unnest(:runs) AS c (run_id) WHERE s.namespace_id = :namespace"
                                        + " AND s.run_id = c.run_id AND s.status = 'RUNNING')"
                                        + " UPDATE kagzi.run r SET status")),
                server(
                                "crash-loop-not-noticed",
                                LEASE + "Release",
                                new Mutation.FixAnswer("expired", "expiredClaims", 0))
                        .unseen("no run of the load takes its workers along ten times"));
    }

    private static List<SeededBug> ofRuns() {
        return List.of(
                server(
                        "commit-not-durable",
                        "dev.kagzi.server.database.DatabaseClock",
                        new Mutation.ReplaceText(
                                "SELECT clock_timestamp()",
                                "SELECT clock_timestamp() + (set_config('synchronous_commit', 'off', false) IS NULL)::int"
                                        + " * interval '1 second'")),
                server(
                        "reports-in-two-transactions",
                        STEPS,
                        new Mutation.ReplaceText(
                                "SELECT :namespace, * FROM %s", "SELECT :namespace, * FROM %s; COMMIT; BEGIN")),
                bug(
                        "failed-step-not-recorded",
                        Where.SERVER,
                        List.of(
                                new Change(
                                        STEPS,
                                        new Mutation.ReplaceText(
                                                "SELECT :namespace, * FROM %s",
                                                "SELECT :namespace, * FROM %s AS u (run_id, branch, name, occurrence,"
                                                        + " position, kind, status, attempts, claim_number, started_at,"
                                                        + " finished_at, due_at, input, output, failure, compensable)"
                                                        + " WHERE status <> 'FAILED'")),
                                new Change(
                                        STEPS,
                                        new Mutation.ReplaceText(
                                                "AND s.status NOT IN ('COMPLETED', 'FAILED')",
                                                "AND s.status NOT IN ('COMPLETED', 'FAILED') AND u.status <> 'FAILED'")))),
                server(
                        "history-not-written",
                        "dev.kagzi.server.wake.Wakes",
                        new Mutation.DropCall("wake", "addHistory")),
                bug(
                        "second-run-of-an-id",
                        Where.SERVER,
                        List.of(
                                new Change(
                                        STARTS,
                                        new Mutation.ReplaceText("AND c.id = k.id", "AND c.id = k.id AND false")),
                                new Change(
                                        STARTS,
                                        new Mutation.ReplaceText(
                                                "ON CONFLICT (namespace_id, workflow, id) DO NOTHING",
                                                "ON CONFLICT (namespace_id, workflow, id) DO UPDATE"
                                                        + " SET run_id = excluded.run_id")))),
                server(
                        "cancel-by-signal-only",
                        "dev.kagzi.server.run.RunChangeRepository",
                        new Mutation.ReplaceText(
                                "AND r.run_id = u.run_id", "AND r.run_id = u.run_id AND r.lease_token IS NULL")),
                server(
                        "children-outlive-cancel",
                        "dev.kagzi.server.run.RunRepository",
                        new Mutation.ReplaceText(
                                "r.parent_run_id = ANY (:parents)", "r.parent_run_id = ANY (:parents) AND false")),
                server(
                        "cancelled-and-not-undone",
                        "dev.kagzi.server.run.Run",
                        new Mutation.ReturnAtOnce("isCompensable", 0)),
                server("failed-and-not-undone", LEASE + "LockedRun", new Mutation.ReturnAtOnce("isCompensable", 0)));
    }

    private static List<SeededBug> ofTime() {
        return List.of(
                server(
                        "application-clock",
                        "dev.kagzi.server.database.DatabaseClock",
                        new Mutation.UseOwnClock("now", Nemesis.CLOCK_AHEAD)),
                bug(
                        "sleep-ends-early",
                        Where.SERVER,
                        List.of(
                                new Change("dev.kagzi.server.due.DueRepository", early()),
                                new Change("dev.kagzi.server.step.StepRepository", early()))),
                server(
                        "deadline-ignored",
                        "dev.kagzi.server.due.DueRepository",
                        new Mutation.ReplaceText("WHERE deadline <= :now", "WHERE false AND deadline <= :now")),
                bug(
                        "paused-schedule-fires",
                        Where.SERVER,
                        List.of(
                                new Change(SCHEDULES, new Mutation.ReplaceText("paused = :paused", "paused = false")),
                                new Change(
                                        SCHEDULES,
                                        new Mutation.ReplaceText(
                                                "next_fire_at = :next",
                                                "next_fire_at = coalesce(:next, next_fire_at)")),
                                new Change(
                                        SCHEDULES,
                                        new Mutation.ReplaceText(
                                                "next_fire_at = t.next_fire_at",
                                                "next_fire_at = coalesce(t.next_fire_at, s.next_fire_at)")))),
                server(
                        "repeated-trigger-fires",
                        "dev.kagzi.server.idempotency.IdempotencyRepository",
                        new Mutation.ReplaceText(
                                "SELECT fingerprint, fresh_id, began_at, status,",
                                "SELECT fingerprint, gen_random_uuid() AS fresh_id, began_at - interval '1 hour' AS began_at,"
                                        + " NULL::int AS status,")),
                bug(
                        "schedule-fires-twice",
                        Where.SERVER,
                        List.of(
                                new Change(SCHEDULES, new Mutation.ReplaceText("FOR UPDATE SKIP LOCKED", "")),
                                new Change(
                                        "dev.kagzi.server.schedule.FiringRepository",
                                        new Mutation.ReplaceText(
                                                "SELECT run_id FROM added WHERE",
                                                "SELECT run_id FROM unnest(:runs) AS r (run_id) WHERE")))));
    }

    private static List<SeededBug> ofEvents() {
        return List.of(
                server(
                        "newest-event-first",
                        "dev.kagzi.server.event.EventWaitRepository",
                        new Mutation.ReplaceText(
                                "ORDER BY e.accepted_at, e.event_id OFFSET",
                                "ORDER BY e.accepted_at DESC, e.event_id OFFSET")),
                server(
                        "channel-not-locked",
                        "dev.kagzi.server.event.ChannelRepository",
                        new Mutation.ReplaceText("DO UPDATE SET last_accepted_at = c.last_accepted_at", "DO NOTHING")));
    }

    private static List<SeededBug> ofLimits() {
        return List.of(bug(
                "rows-counted-without-lock",
                Where.SERVER,
                List.of(
                        new Change(PLACES, new Mutation.ReplaceText("ORDER BY k.workflow, k.key FOR UPDATE OF k", "")),
                        new Change(
                                PLACES,
                                new Mutation.ReplaceText(
                                        "FROM unnest(:workflows, :keys, :inUse) AS u (workflow, key, in_use)",
                                        "FROM (SELECT p.workflow, p.key, (SELECT count(*)::int FROM kagzi.run r"
                                                + " WHERE r.namespace_id = :namespace AND r.workflow = p.workflow"
                                                + " AND r.limit_key = p.key"
                                                + " AND (r.claimable OR r.lease_token IS NOT NULL)) AS in_use"
                                                + " FROM unnest(:workflows, :keys, :inUse)"
                                                + " AS p (workflow, key, in_use)) u")))));
    }

    private static Mutation early() {
        return new Mutation.ReplaceText("due_at <= :now", "due_at - interval '3 seconds' <= :now");
    }

    private static SeededBug server(String name, String className, Mutation mutation) {
        return bug(name, Where.SERVER, List.of(new Change(className, mutation)));
    }
}
