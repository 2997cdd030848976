package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;

import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Deletes runs with all that is theirs. */
@Repository
class RunRemovalRepository {

    private final JdbcClient jdbc;

    RunRemovalRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The runs are locked, or have been made by this very transaction. */
    void remove(UUID namespaceId, Collection<UUID> runIds) {
        jdbc.sql("""
                        WITH steps AS (DELETE FROM kagzi.step WHERE namespace_id = :namespace AND run_id = ANY (:runs)),
                        history AS (DELETE FROM kagzi.run_history WHERE namespace_id = :namespace AND run_id = ANY (:runs)),
                        tags AS (DELETE FROM kagzi.run_tag WHERE namespace_id = :namespace AND run_id = ANY (:runs)),
                        ids AS (DELETE FROM kagzi.run_id_claim WHERE namespace_id = :namespace AND run_id = ANY (:runs))
                        -- The database deletes what else refers to them.
                        DELETE FROM kagzi.run WHERE namespace_id = :namespace AND run_id = ANY (:runs)
                        """)
                .param("namespace", namespaceId)
                .param("runs", array("uuid", runIds))
                .update();
    }
}
