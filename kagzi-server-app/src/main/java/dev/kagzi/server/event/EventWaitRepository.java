package dev.kagzi.server.event;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.StepKey;
import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import dev.kagzi.server.step.StepRef;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What runs wait for, and what they have read. */
@Repository
class EventWaitRepository {

    private static final UUID NO_EVENT = new UUID(0, 0);

    private final JdbcClient jdbc;

    EventWaitRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void open(UUID namespaceId, Collection<EventWait> waits) {
        jdbc.sql("""
                        INSERT INTO kagzi.event_wait (namespace_id, run_id, branch, step, occurrence, name, key, opened_at, deadline)
                        SELECT :namespace, * FROM unnest(:runs, :branches, :steps, :occurrences, :names, :keys, :opened, :deadlines)
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", waits, wait -> wait.step().runId()))
                .param("branches", array("text", waits, wait -> branch(wait.step())))
                .param("steps", array("text", waits, wait -> wait.step().key().name()))
                .param(
                        "occurrences",
                        array("int4", waits, wait -> wait.step().key().occurrence()))
                .param("names", array("text", waits, wait -> wait.channel().name()))
                .param("keys", array("text", waits, wait -> wait.channel().key()))
                .param("opened", instants(waits, EventWait::openedAt))
                .param("deadlines", instants(waits, EventWait::deadline))
                .update();
    }

    /** Runs that wait on these channels, those that have waited longest first. */
    List<UUID> waiting(UUID namespaceId, Collection<Channel> channels, Instant now, int limit) {
        return jdbc.sql("""
                        SELECT w.run_id
                          FROM unnest(:names, :keys) AS n (name, key)
                         CROSS JOIN LATERAL (
                               SELECT run_id, opened_at FROM kagzi.event_wait
                                WHERE namespace_id = :namespace AND name = n.name AND key = n.key
                                  AND (deadline IS NULL OR deadline > :now)
                                ORDER BY opened_at, run_id LIMIT :limit) w
                         ORDER BY w.opened_at, w.run_id LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("names", array("text", channels, Channel::name))
                .param("keys", array("text", channels, Channel::key))
                .param("now", timestamp(now))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /** Runs that wait on this channel and have not read an event that came in time for them; those that have waited longest first. */
    List<UUID> withUnread(UUID namespaceId, Channel channel, int limit) {
        return jdbc.sql("""
                        SELECT w.run_id FROM kagzi.event_wait w
                          JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = w.run_id
                          LEFT JOIN LATERAL (
                               SELECT d.accepted_at, d.event_id FROM kagzi.event_read d
                                WHERE d.namespace_id = :namespace AND d.run_id = w.run_id AND d.name = w.name AND d.key = w.key
                                ORDER BY d.accepted_at DESC, d.event_id DESC LIMIT 1) last ON true
                         WHERE w.namespace_id = :namespace AND w.name = :name AND w.key = :key
                           AND r.status IN ('PENDING', 'RUNNING', 'WAITING')
                           AND EXISTS (
                               SELECT FROM kagzi.event e
                                WHERE e.namespace_id = :namespace AND e.name = w.name AND e.key = w.key
                                  AND (e.accepted_at, e.event_id)
                                      > (coalesce(last.accepted_at, r.events_after_at, r.created_at),
                                         coalesce(last.event_id, r.events_after_id, :none))
                                  AND (w.deadline IS NULL OR e.accepted_at < w.deadline))
                         ORDER BY w.opened_at, w.run_id LIMIT :limit
                        """)
                .param("namespace", namespaceId)
                .param("none", NO_EVENT)
                .param("name", channel.name())
                .param("key", channel.key())
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /**
     * The waits of these runs on these channels that an event ends: the n-th wait of a run on a channel gets the n-th event that the run
     * has not read. Where that came after the wait was over, it is for one of the later waits, and which one shows when this one is
     * closed.
     */
    List<Match> matches(UUID namespaceId, Collection<Channel> channels, Collection<UUID> runIds) {
        return jdbc.sql("""
                        SELECT m.*
                          FROM (SELECT w.run_id, w.branch, w.step, w.occurrence, w.name, w.key, w.number, w.deadline,
                                       e.event_id, e.accepted_at, e.data,
                                       bool_and(w.deadline IS NULL OR e.accepted_at < w.deadline)
                                           OVER (PARTITION BY w.run_id, w.name, w.key ORDER BY w.number
                                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier_in_time
                                  FROM (SELECT w.*, row_number() OVER (PARTITION BY w.run_id, w.name, w.key
                                                                       ORDER BY w.opened_at, w.branch, w.step, w.occurrence) AS number
                                          FROM unnest(:names, :keys) AS n (name, key)
                                          JOIN kagzi.event_wait w
                                            ON w.namespace_id = :namespace AND w.name = n.name AND w.key = n.key
                                           AND w.run_id = ANY (:runs)) w
                                  JOIN kagzi.run r ON r.namespace_id = :namespace AND r.run_id = w.run_id
                                  LEFT JOIN LATERAL (
                                       SELECT d.accepted_at, d.event_id FROM kagzi.event_read d
                                        WHERE d.namespace_id = :namespace AND d.run_id = w.run_id AND d.name = w.name
                                          AND d.key = w.key
                                        ORDER BY d.accepted_at DESC, d.event_id DESC LIMIT 1) last ON true
                                 CROSS JOIN LATERAL (
                                       SELECT e.event_id, e.accepted_at, e.data FROM kagzi.event e
                                        WHERE e.namespace_id = :namespace AND e.name = w.name AND e.key = w.key
                                          AND (e.accepted_at, e.event_id)
                                              > (coalesce(last.accepted_at, r.events_after_at, r.created_at),
                                                 coalesce(last.event_id, r.events_after_id, :none))
                                        ORDER BY e.accepted_at, e.event_id OFFSET w.number - 1 LIMIT 1) e
                                 WHERE r.status IN ('PENDING', 'RUNNING', 'WAITING')) m
                         WHERE coalesce(m.earlier_in_time, true)
                         ORDER BY m.run_id, m.number
                        """)
                .param("namespace", namespaceId)
                .param("none", NO_EVENT)
                .param("names", array("text", channels, Channel::name))
                .param("keys", array("text", channels, Channel::key))
                .param("runs", array("uuid", runIds))
                .query(EventWaitRepository::match)
                .list();
    }

    /**
     * An open wait and the next event for it.
     *
     * @param isInTime whether that came before the wait was over
     */
    record Match(Delivered delivery, boolean isInTime) {}

    /** Notes that runs have read events, and closes the waits that these have ended. */
    void closeRead(UUID namespaceId, Collection<Delivered> delivered) {
        jdbc.sql("""
                        WITH d AS (
                            SELECT * FROM unnest(:runs, :branches, :steps, :occurrences, :names, :keys, :events, :times)
                                AS d (run_id, branch, step, occurrence, name, key, event_id, accepted_at)),
                        closed AS (
                            DELETE FROM kagzi.event_wait w USING d
                             WHERE w.namespace_id = :namespace AND w.run_id = d.run_id AND w.branch = d.branch AND w.step = d.step
                               AND w.occurrence = d.occurrence)
                        INSERT INTO kagzi.event_read (namespace_id, run_id, event_id, branch, step, occurrence, name, key, accepted_at)
                        SELECT :namespace, run_id, event_id, branch, step, occurrence, name, key, accepted_at FROM d
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", delivered, d -> d.step().runId()))
                .param("branches", array("text", delivered, d -> branch(d.step())))
                .param("steps", array("text", delivered, d -> d.step().key().name()))
                .param(
                        "occurrences",
                        array("int4", delivered, d -> d.step().key().occurrence()))
                .param("names", array("text", delivered, d -> d.channel().name()))
                .param("keys", array("text", delivered, d -> d.channel().key()))
                .param("events", array("uuid", delivered, Delivered::eventId))
                .param("times", instants(delivered, Delivered::acceptedAt))
                .update();
    }

    /** Closes waits that got nothing. */
    void closeOver(UUID namespaceId, Collection<StepRef> over) {
        jdbc.sql("""
                        DELETE FROM kagzi.event_wait w USING unnest(:runs, :branches, :steps, :occurrences)
                            AS o (run_id, branch, step, occurrence)
                         WHERE w.namespace_id = :namespace AND w.run_id = o.run_id AND w.branch = o.branch AND w.step = o.step
                           AND w.occurrence = o.occurrence
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", over, StepRef::runId))
                .param("branches", array("text", over, EventWaitRepository::branch))
                .param("steps", array("text", over, step -> step.key().name()))
                .param("occurrences", array("int4", over, step -> step.key().occurrence()))
                .update();
    }

    /** Closes the waits of these runs on these channels that are over. */
    List<StepRef> closeDue(UUID namespaceId, Collection<UUID> runIds, Collection<Channel> channels, Instant now) {
        return jdbc.sql("""
                        DELETE FROM kagzi.event_wait w USING unnest(:names, :keys) AS n (name, key)
                        WHERE w.namespace_id = :namespace AND w.run_id = ANY (:runs) AND w.deadline <= :now
                          AND w.name = n.name AND w.key = n.key
                        RETURNING w.run_id, w.branch, w.step, w.occurrence
                        """)
                .param("names", array("text", channels, Channel::name))
                .param("keys", array("text", channels, Channel::key))
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .query((row, number) -> step(row))
                .list();
    }

    private static Match match(ResultSet row, int number) throws SQLException {
        Instant acceptedAt = Objects.requireNonNull(Sql.instant(row, "accepted_at"));
        Instant deadline = Sql.instant(row, "deadline");
        Delivered delivery = new Delivered(
                step(row),
                new Channel(row.getString("name"), row.getString("key")),
                row.getObject("event_id", UUID.class),
                acceptedAt,
                StoredPayload.read(row.getBytes("data")));
        return new Match(delivery, deadline == null || acceptedAt.isBefore(deadline));
    }

    private static StepRef step(ResultSet row) throws SQLException {
        String branch = row.getString("branch");
        return new StepRef(
                row.getObject("run_id", UUID.class),
                new StepKey(branch.isEmpty() ? null : branch, row.getString("step"), row.getInt("occurrence")));
    }

    private static String branch(StepRef step) {
        return step.key().branch() == null ? "" : step.key().branch();
    }
}
