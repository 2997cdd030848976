package dev.kagzi.server.event;

import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.server.database.BoundedReads;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

/** Reads lists of events, newest first, each by an index that has them in that order. */
@Repository
class EventListRepository {

    private static final String COLUMNS =
            "SELECT event_id, name, key, accepted_at, NULL::bytea AS data, data_hash FROM kagzi.event\n";

    private static final String BEFORE = """
            AND (accepted_at, event_id) < (:beforeAt, :beforeId)
            ORDER BY accepted_at DESC, event_id DESC LIMIT :limit
            """;

    static final String NEWEST = COLUMNS + "WHERE namespace_id = :namespace " + BEFORE;

    static final String OF_CHANNEL =
            COLUMNS + "WHERE namespace_id = :namespace AND name = :name AND key = :key " + BEFORE;

    static final String OF_NAME = COLUMNS + "WHERE namespace_id = :namespace AND name = :name " + BEFORE;

    private final BoundedReads reads;

    EventListRepository(BoundedReads reads) {
        this.reads = reads;
    }

    /** An event's place in a list. */
    record Place(Instant acceptedAt, UUID eventId) {}

    /**
     * @param name all names when absent
     * @param key all keys when absent
     */
    List<StoredEvent> list(UUID namespaceId, @Nullable String name, @Nullable String key, Place before, int limit) {
        String sql = name == null ? NEWEST : key == null ? OF_NAME : OF_CHANNEL;
        return reads.list(
                sql,
                new MapSqlParameterSource("namespace", namespaceId)
                        .addValue("name", name)
                        .addValue("key", key)
                        .addValue("beforeAt", timestamp(before.acceptedAt()))
                        .addValue("beforeId", before.eventId())
                        .addValue("limit", limit),
                EventRepository::event);
    }
}
