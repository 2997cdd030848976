package dev.kagzi.server.event;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.byteArrays;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import dev.kagzi.server.database.StoredPayload;
import dev.kagzi.server.input.PayloadRules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Events as they are stored. */
@Repository
class EventRepository {

    private static final String WITHOUT_DATA = """
            e.event_id, e.name, e.key, e.accepted_at, NULL::bytea AS data, e.data_hash
            """;

    private final JdbcClient jdbc;

    EventRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(UUID namespaceId, List<AcceptedEvent> events) {
        try {
            insertAll(namespaceId, events);
        } catch (DuplicateKeyException e) {
            // Somebody has just accepted one with the same id in another channel: the transaction is tried again, and
            // sees it.
            throw new OptimisticLockingFailureException("An eventId has been taken meanwhile", e);
        }
    }

    private void insertAll(UUID namespaceId, List<AcceptedEvent> events) {
        jdbc.sql("""
                        INSERT INTO kagzi.event (namespace_id, event_id, name, key, accepted_at, data, data_hash, run_id)
                        SELECT :namespace, * FROM unnest(:ids, :names, :keys, :times, :datas, :hashes, :runs)
                        """)
                .param("namespace", namespaceId)
                .param("ids", array("uuid", events, AcceptedEvent::eventId))
                .param("names", array("text", events, event -> event.channel().name()))
                .param("keys", array("text", events, event -> event.channel().key()))
                .param("times", instants(events, AcceptedEvent::acceptedAt))
                .param(
                        "datas",
                        byteArrays(
                                events,
                                event -> StoredPayload.bytes(event.event().data())))
                .param(
                        "hashes",
                        byteArrays(
                                events, event -> PayloadRules.hash(event.event().data())))
                .param("runs", array("uuid", events, event -> event.event().emittedBy()))
                .update();
    }

    /** Those of these that were accepted before, without their data. */
    Map<UUID, StoredEvent> findAll(UUID namespaceId, Collection<UUID> eventIds) {
        Map<UUID, StoredEvent> found = new HashMap<>();
        jdbc.sql("SELECT " + WITHOUT_DATA + """
                        FROM kagzi.event e WHERE e.namespace_id = :namespace AND e.event_id = ANY (:ids)
                        """)
                .param("namespace", namespaceId)
                .param("ids", array("uuid", eventIds))
                .query(EventRepository::event)
                .list()
                .forEach(event -> found.put(event.eventId(), event));
        return found;
    }

    Optional<StoredEvent> find(UUID namespaceId, UUID eventId) {
        return jdbc.sql("""
                        SELECT event_id, name, key, accepted_at, data, data_hash FROM kagzi.event
                        WHERE namespace_id = :namespace AND event_id = :event
                        """)
                .param("namespace", namespaceId)
                .param("event", eventId)
                .query(EventRepository::event)
                .optional();
    }

    /** Removes events that are older than their retention, oldest first. */
    int removeOld(UUID namespaceId, Instant before, int limit) {
        return jdbc.sql("""
                        WITH old AS (
                            SELECT event_id FROM kagzi.event
                             WHERE namespace_id = :namespace AND accepted_at < :before
                             ORDER BY accepted_at, event_id LIMIT :limit FOR UPDATE SKIP LOCKED)
                        DELETE FROM kagzi.event e USING old
                         WHERE e.namespace_id = :namespace AND e.event_id = old.event_id
                        """)
                .param("namespace", namespaceId)
                .param("before", timestamp(before))
                .param("limit", limit)
                .update();
    }

    static StoredEvent event(ResultSet row, int number) throws SQLException {
        return new StoredEvent(
                row.getObject("event_id", UUID.class),
                new Channel(row.getString("name"), row.getString("key")),
                Objects.requireNonNull(Sql.instant(row, "accepted_at")),
                StoredPayload.read(row.getBytes("data")),
                row.getBytes("data_hash"));
    }
}
