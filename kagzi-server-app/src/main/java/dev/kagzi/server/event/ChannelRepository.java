package dev.kagzi.server.event;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.instants;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows that all who have to do with a channel lock first. */
@Repository
class ChannelRepository {

    private static final String SPREADING =
            "is_spreading AND namespace_id <> ALL (ARRAY(SELECT namespace_id FROM kagzi.namespace WHERE disabled))";

    static final String IS_ANY_SPREADING =
            "(SELECT min(last_accepted_at) FROM kagzi.event_channel WHERE " + SPREADING + ") IS NOT NULL";

    private final JdbcClient jdbc;

    ChannelRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Locks the channels in their order, making those that are new. One statement: a channel that is just being removed is made anew.
     *
     * @return when the newest event of each was accepted
     */
    Map<Channel, Instant> lock(UUID namespaceId, Set<Channel> channels, Instant now) {
        TreeSet<Channel> ordered = new TreeSet<>(channels);
        Map<Channel, Instant> last = new HashMap<>();
        jdbc.sql("""
                        INSERT INTO kagzi.event_channel AS c (namespace_id, name, key, last_accepted_at)
                        SELECT :namespace, n.name, n.key, :now FROM unnest(:names, :keys) WITH ORDINALITY AS n (name, key, number)
                         ORDER BY n.number
                        ON CONFLICT (namespace_id, name, key) DO UPDATE SET last_accepted_at = c.last_accepted_at
                        RETURNING name, key, last_accepted_at
                        """)
                .param("namespace", namespaceId)
                .param("now", timestamp(now))
                .param("names", array("text", ordered, Channel::name))
                .param("keys", array("text", ordered, Channel::key))
                .query(row -> {
                    last.put(
                            new Channel(row.getString("name"), row.getString("key")),
                            Objects.requireNonNull(Sql.instant(row, "last_accepted_at")));
                });
        return last;
    }

    void advance(UUID namespaceId, Map<Channel, Instant> last) {
        List<Map.Entry<Channel, Instant>> entries = List.copyOf(last.entrySet());
        jdbc.sql("""
                        UPDATE kagzi.event_channel c SET last_accepted_at = n.accepted_at
                          FROM unnest(:names, :keys, :times) AS n (name, key, accepted_at)
                         WHERE c.namespace_id = :namespace AND c.name = n.name AND c.key = n.key
                        """)
                .param("namespace", namespaceId)
                .param("names", array("text", entries, entry -> entry.getKey().name()))
                .param("keys", array("text", entries, entry -> entry.getKey().key()))
                .param("times", instants(entries, Map.Entry::getValue))
                .update();
    }

    /** Notes whether runs are left that events of these channels have to wake. */
    void setSpreading(UUID namespaceId, Collection<Channel> channels, boolean spreading) {
        jdbc.sql("""
                        UPDATE kagzi.event_channel c SET is_spreading = :spreading
                          FROM unnest(:names, :keys) AS n (name, key)
                         WHERE c.namespace_id = :namespace AND c.name = n.name AND c.key = n.key
                        """)
                .param("namespace", namespaceId)
                .param("spreading", spreading)
                .param("names", array("text", channels, Channel::name))
                .param("keys", array("text", channels, Channel::key))
                .update();
    }

    /** Channels whose events have not woken all who wait for them, the longest first. */
    List<Spreading> spreading(int limit) {
        return jdbc.sql("""
                        SELECT namespace_id, name, key FROM kagzi.event_channel
                        WHERE %s ORDER BY last_accepted_at LIMIT :limit
                        """.formatted(SPREADING))
                .param("limit", limit)
                .query((row, number) -> new Spreading(
                        row.getObject("namespace_id", UUID.class),
                        new Channel(row.getString("name"), row.getString("key"))))
                .list();
    }

    /** A channel of a namespace. */
    record Spreading(UUID namespaceId, Channel channel) {}

    boolean isSpreading(UUID namespaceId, Channel channel) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM kagzi.event_channel
                                        WHERE namespace_id = :namespace AND name = :name AND key = :key AND is_spreading)
                        """)
                .param("namespace", namespaceId)
                .param("name", channel.name())
                .param("key", channel.key())
                .query(Boolean.class)
                .single();
    }

    /** The channels of waits of these runs that are over. */
    Set<Channel> ofDueWaits(UUID namespaceId, Collection<UUID> runIds, Instant now) {
        return jdbc.sql("""
                        SELECT DISTINCT name, key FROM kagzi.event_wait
                        WHERE namespace_id = :namespace AND run_id = ANY (:runs) AND deadline <= :now
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .param("now", timestamp(now))
                .query((row, number) -> new Channel(row.getString("name"), row.getString("key")))
                .set();
    }

    /** Removes channels without events and waits, as far as nobody has to do with them. */
    int removeIdle(Instant before, int limit) {
        return jdbc.sql("""
                        WITH idle AS (
                            SELECT namespace_id, name, key FROM kagzi.event_channel c
                             WHERE last_accepted_at < :before
                               AND NOT EXISTS (SELECT FROM kagzi.event e
                                                WHERE e.namespace_id = c.namespace_id AND e.name = c.name AND e.key = c.key)
                               AND NOT EXISTS (SELECT FROM kagzi.event_wait w
                                                WHERE w.namespace_id = c.namespace_id AND w.name = c.name AND w.key = c.key)
                             LIMIT :limit FOR UPDATE SKIP LOCKED)
                        DELETE FROM kagzi.event_channel c USING idle
                         WHERE c.namespace_id = idle.namespace_id AND c.name = idle.name AND c.key = idle.key
                        """)
                .param("before", timestamp(before))
                .param("limit", limit)
                .update();
    }
}
