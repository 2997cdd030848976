package dev.kagzi.chaos.nemesis;

import dev.kagzi.chaos.evidence.EventRows;
import dev.kagzi.chaos.evidence.Sightings;
import dev.kagzi.chaos.evidence.Sightings.LeaseSighting;
import dev.kagzi.chaos.evidence.Sightings.LimitSighting;
import dev.kagzi.chaos.evidence.Sightings.PlaceSighting;
import dev.kagzi.chaos.evidence.Sightings.StepSighting;
import dev.kagzi.chaos.evidence.Sightings.WaitSighting;
import dev.kagzi.chaos.evidence.StepRef;
import dev.kagzi.chaos.load.Load;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Looks into the tables all the time: what is seen once must not be otherwise later. */
final class Witness implements Runnable {

    private static final long LOOK_EVERY_MILLIS = 200;

    private static final String LEASES = """
            SELECT run_id, claim_number, lease_expires_at, clock_timestamp() AS seen_at
            FROM kagzi.run
            WHERE lease_token IS NOT NULL
            """;

    private static final String STEPS = """
            SELECT s.run_id, s.branch, s.name, s.occurrence, s.status, s.claim_number, coalesce(s.output, s.failure) AS outcome,
                   r.attempt
            FROM kagzi.step s JOIN kagzi.run r USING (namespace_id, run_id)
            WHERE s.status IN ('COMPLETED', 'FAILED') AND s.finished_at > clock_timestamp() - interval '10 seconds'
            """;

    private static final String WAITS = """
            SELECT run_id, branch, step, occurrence, name, key, deadline FROM kagzi.event_wait WHERE deadline IS NOT NULL
            """;

    private static final String PLACES = """
            SELECT k.workflow, k.key, k.in_use, r.holders
              FROM kagzi.limit_key k
             CROSS JOIN LATERAL (
                   SELECT count(*)::int AS holders FROM kagzi.run r
                    WHERE r.namespace_id = k.namespace_id AND r.workflow = k.workflow AND r.limit_key = k.key
                      AND (r.claimable OR r.lease_token IS NOT NULL)) r
             WHERE k.in_use > 0 OR r.holders > 0
            """;

    private static final String LIMITS = """
            SELECT workflow, version, concurrency, now() AS from, clock_timestamp() AS to FROM kagzi.workflow_limit
            """;

    private static final String OPEN = """
            SELECT count(*) AS open, count(*) FILTER (WHERE workflow LIKE '%s%%') AS limited
            FROM kagzi.run WHERE finished_at IS NULL
            """.formatted(Load.LIMITED);

    private static final String FAILED = "SELECT run_id FROM kagzi.run WHERE status = 'FAILED'";

    private static final String WITH_OPEN_CHILDREN =
            "SELECT parent_run_id AS run_id FROM kagzi.run WHERE parent_run_id IS NOT NULL AND finished_at IS NULL";

    private static final String COMPENSABLE = "SELECT run_id FROM kagzi.run WHERE compensable AND finished_at IS NULL";

    private record Seen(StepRef step, int runAttempt) {}

    private final Database database;
    private final Queue<LeaseSighting> leases = new ConcurrentLinkedQueue<>();
    private final Map<Seen, StepSighting> steps = new ConcurrentHashMap<>();
    private final Map<StepRef, WaitSighting> waits = new ConcurrentHashMap<>();
    private final Queue<PlaceSighting> places = new ConcurrentLinkedQueue<>();
    private final Queue<LimitSighting> limits = new ConcurrentLinkedQueue<>();
    private volatile Set<UUID> failedRuns = Set.of();
    private volatile Set<UUID> runsWithOpenChildren = Set.of();
    private volatile Set<UUID> compensableRuns = Set.of();
    private volatile long openRuns;
    private volatile long openLimitedRuns;
    private volatile boolean ended;

    Witness(Database database) {
        this.database = database;
    }

    @Override
    public void run() {
        while (!ended) {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                while (!ended) {
                    look(statement);
                    Pause.millis(LOOK_EVERY_MILLIS);
                }
            } catch (SQLException e) {
                // The database is down now and then: that is what this is about.
                Pause.millis(LOOK_EVERY_MILLIS);
            }
        }
    }

    void end() {
        ended = true;
    }

    /** Unfinished runs when last seen. */
    long openRuns() {
        return openRuns;
    }

    /** Those of workflows with limits. */
    long openLimitedRuns() {
        return openLimitedRuns;
    }

    Set<UUID> failedRuns() {
        return failedRuns;
    }

    Set<UUID> runsWithOpenChildren() {
        return runsWithOpenChildren;
    }

    /** Unfinished runs of which something can be undone. */
    Set<UUID> compensableRuns() {
        return compensableRuns;
    }

    Sightings sightings() {
        return new Sightings(
                new ArrayList<>(leases),
                new ArrayList<>(steps.values()),
                new ArrayList<>(waits.values()),
                new ArrayList<>(places),
                new ArrayList<>(limits));
    }

    private void look(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(LEASES)) {
            while (row.next()) {
                leases.add(new LeaseSighting(
                        row.getObject("run_id", UUID.class),
                        row.getLong("claim_number"),
                        row.getObject("lease_expires_at", OffsetDateTime.class).toInstant(),
                        row.getObject("seen_at", OffsetDateTime.class).toInstant()));
            }
        }
        try (ResultSet row = statement.executeQuery(STEPS)) {
            while (row.next()) {
                see(row);
            }
        }
        try (ResultSet row = statement.executeQuery(WAITS)) {
            while (row.next()) {
                StepRef step = ref(row, "step");
                waits.putIfAbsent(
                        step,
                        new WaitSighting(
                                step,
                                new EventRows.Channel(row.getString("name"), row.getString("key")),
                                row.getObject("deadline", OffsetDateTime.class).toInstant()));
            }
        }
        seeLimits(statement);
        failedRuns = runs(statement, FAILED);
        runsWithOpenChildren = runs(statement, WITH_OPEN_CHILDREN);
        compensableRuns = runs(statement, COMPENSABLE);
        try (ResultSet row = statement.executeQuery(OPEN)) {
            row.next();
            openRuns = row.getLong("open");
            openLimitedRuns = row.getLong("limited");
        }
    }

    private void seeLimits(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(PLACES)) {
            while (row.next()) {
                places.add(new PlaceSighting(
                        row.getString("workflow"), row.getString("key"), row.getInt("in_use"), row.getInt("holders")));
            }
        }
        try (ResultSet row = statement.executeQuery(LIMITS)) {
            while (row.next()) {
                limits.add(new LimitSighting(
                        row.getString("workflow"),
                        row.getLong("version"),
                        row.getObject("concurrency", Integer.class),
                        row.getObject("from", OffsetDateTime.class).toInstant(),
                        row.getObject("to", OffsetDateTime.class).toInstant()));
            }
        }
    }

    private static Set<UUID> runs(Statement statement, String query) throws SQLException {
        Set<UUID> runs = new HashSet<>();
        try (ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                runs.add(row.getObject("run_id", UUID.class));
            }
        }
        return Set.copyOf(runs);
    }

    private static StepRef ref(ResultSet row, String name) throws SQLException {
        return new StepRef(
                row.getObject("run_id", UUID.class),
                row.getString("branch"),
                row.getString(name),
                row.getInt("occurrence"));
    }

    private void see(ResultSet row) throws SQLException {
        StepRef step = ref(row, "name");
        byte[] outcome = row.getBytes("outcome");
        int hash = (outcome == null ? "" : new String(outcome, StandardCharsets.UTF_8)).hashCode();
        int attempt = row.getInt("attempt");
        steps.putIfAbsent(
                new Seen(step, attempt),
                new StepSighting(step, attempt, row.getString("status"), row.getLong("claim_number"), hash));
    }
}
