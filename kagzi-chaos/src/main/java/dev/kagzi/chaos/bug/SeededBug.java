package dev.kagzi.chaos.bug;

import java.util.List;

/**
 * A bug that engines of this kind have had, as changes to compiled classes.
 *
 * @param name what is wrong
 */
record SeededBug(String name, Where where, List<Change> changes) {

    /** Whose jar. */
    enum Where {
        SERVER,
        WORKER
    }

    /** One change to one class. */
    record Change(String className, Mutation mutation) {}

    private static final String LEASE = "dev.kagzi.server.lease.";
    private static final String SCHEDULES = "dev.kagzi.server.schedule.ScheduleRepository";
    private static final String WORKER = "dev.kagzi.worker.";

    static List<SeededBug> all() {
        return List.of(
                server("token-check-dropped", LEASE + "LockedRun", new Mutation.ReturnAtOnce("isHeldUnder", 1)),
                server(
                        "lease-added-up",
                        LEASE + "ReleaseRepository",
                        new Mutation.ReplaceText(
                                "SET lease_expires_at = :until",
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
                        "commit-not-durable",
                        "dev.kagzi.server.database.DatabaseClock",
                        new Mutation.ReplaceText(
                                "SELECT clock_timestamp()",
                                "SELECT clock_timestamp() + (set_config('synchronous_commit', 'off', false) IS NULL)::int"
                                        + " * interval '1 second'")),
                new SeededBug(
                        "sleep-ends-early",
                        Where.SERVER,
                        List.of(
                                new Change("dev.kagzi.server.due.DueRepository", early()),
                                new Change("dev.kagzi.server.step.StepRepository", early()))),
                server(
                        "newest-event-first",
                        "dev.kagzi.server.event.EventWaitRepository",
                        new Mutation.ReplaceText(
                                "ORDER BY e.accepted_at, e.event_id OFFSET",
                                "ORDER BY e.accepted_at DESC, e.event_id OFFSET")),
                server(
                        "children-outlive-cancel",
                        "dev.kagzi.server.run.RunRepository",
                        new Mutation.ReplaceText(
                                "r.parent_run_id = ANY (:parents)", "r.parent_run_id = ANY (:parents) AND false")),
                new SeededBug(
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
                server(
                        "cancelled-and-not-undone",
                        "dev.kagzi.server.run.Run",
                        new Mutation.ReturnAtOnce("isCompensable", 0)),
                server("failed-and-not-undone", LEASE + "LockedRun", new Mutation.ReturnAtOnce("isCompensable", 0)),
                worker(
                        "undone-in-order-of-completion",
                        WORKER + "Compensations",
                        new Mutation.DropCall("<clinit>", "reversed")),
                worker("lease-not-watched", WORKER + "HeldRun", new Mutation.ReturnAtOnce("isExpired", 0)),
                worker("unwinding-executes", WORKER + "HeldRun", new Mutation.ReturnAtOnce("checkpoint", 0)),
                worker("record-not-awaited", WORKER + "RunReports", new Mutation.ReturnAtOnce("isSettled", 1)),
                worker(
                        "recorded-executed-again",
                        "dev.kagzi.replay.BranchReplay",
                        new Mutation.FixAnswer("standing", "isRecorded", 0)),
                worker("pause-before-retry-dropped", WORKER + "RetryDecision", new Mutation.ReturnAtOnce("pause", 0)),
                worker(
                        "attempts-without-bound",
                        WORKER + "RetryDecision",
                        new Mutation.FixAnswer("after", "maxAttempts", Integer.MAX_VALUE)));
    }

    private static Mutation early() {
        return new Mutation.ReplaceText("due_at <= :now", "due_at - interval '3 seconds' <= :now");
    }

    private static SeededBug server(String name, String className, Mutation mutation) {
        return new SeededBug(name, Where.SERVER, List.of(new Change(className, mutation)));
    }

    private static SeededBug worker(String name, String className, Mutation mutation) {
        return new SeededBug(name, Where.WORKER, List.of(new Change(className, mutation)));
    }
}
