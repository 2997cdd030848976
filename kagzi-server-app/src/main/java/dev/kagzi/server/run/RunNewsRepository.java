package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.BoundedReads;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

/** Reads in one statement all that people who look at runs want to be told of. */
@Repository
class RunNewsRepository {

    private static final UUID NONE = new UUID(0, 0);

    /** The transaction that wrote a run's row last: each report of a step writes it too, whatever it says of the step. */
    private static final String REVISIONS = """
            SELECT r.namespace_id, r.run_id, r.xmin::text AS revision
              FROM unnest(:runNamespaces, :runs) AS k (namespace_id, run_id)
              JOIN kagzi.run r ON r.namespace_id = k.namespace_id AND r.run_id = k.run_id
            """;

    /**
     * The newest run of a namespace: of each workflow and status the index has the newest, and those that are held, which it has not, are
     * few. From each workflow it is a jump to the next one.
     */
    private static final String NEWEST = """
            SELECT n.namespace_id, coalesce((
                   WITH RECURSIVE workflows AS (
                       (SELECT workflow FROM kagzi.run
                         WHERE namespace_id = n.namespace_id AND status <> 'RUNNING' ORDER BY workflow LIMIT 1)
                       UNION ALL
                       SELECT (SELECT r.workflow FROM kagzi.run r
                                WHERE r.namespace_id = n.namespace_id AND r.workflow > w.workflow AND r.status <> 'RUNNING'
                                ORDER BY r.workflow LIMIT 1)
                         FROM workflows w WHERE w.workflow IS NOT NULL)
                   SELECT c.run_id
                     FROM (SELECT k.created_at, k.run_id
                             FROM workflows w
                            CROSS JOIN unnest(:statuses) AS s (status)
                            CROSS JOIN LATERAL (
                                  SELECT r.created_at, r.run_id FROM kagzi.run r
                                   WHERE r.namespace_id = n.namespace_id AND r.workflow = w.workflow AND r.status = s.status
                                     AND r.status <> 'RUNNING'
                                   ORDER BY r.created_at DESC, r.run_id DESC LIMIT 1) k
                            UNION ALL
                           (SELECT r.created_at, r.run_id FROM kagzi.run r
                             WHERE r.namespace_id = n.namespace_id AND r.lease_token IS NOT NULL
                             ORDER BY r.created_at DESC, r.run_id DESC LIMIT 1)) c
                    ORDER BY c.created_at DESC, c.run_id DESC LIMIT 1), :none) AS run_id, NULL AS revision
              FROM unnest(:namespaces) AS n (namespace_id)
            """;

    private final BoundedReads reads;

    RunNewsRepository(BoundedReads reads) {
        this.reads = reads;
    }

    /**
     * What there is now.
     *
     * @param revisions of those runs that exist
     * @param newest run of each namespace; another one of no run at all where there is none
     */
    record Look(Map<RunKey, String> revisions, Map<UUID, UUID> newest) {}

    /**
     * Looks once.
     *
     * @param runs of which the revisions are wanted
     * @param namespaces of which the newest runs are wanted
     */
    Look look(Collection<RunKey> runs, Collection<UUID> namespaces) {
        Look look = new Look(new HashMap<>(), new HashMap<>());
        reads.list(
                REVISIONS + " UNION ALL " + NEWEST,
                new MapSqlParameterSource("runNamespaces", array("uuid", runs, RunKey::namespaceId))
                        .addValue("runs", array("uuid", runs, RunKey::runId))
                        .addValue("namespaces", array("uuid", namespaces))
                        .addValue("statuses", array("text", Arrays.asList(RunStatus.values()), RunStatus::name))
                        .addValue("none", NONE),
                (row, number) -> {
                    UUID namespaceId = row.getObject("namespace_id", UUID.class);
                    UUID runId = row.getObject("run_id", UUID.class);
                    String revision = row.getString("revision");
                    return revision == null
                            ? look.newest().put(namespaceId, runId)
                            : look.revisions().put(new RunKey(namespaceId, runId), revision);
                });
        return look;
    }
}
