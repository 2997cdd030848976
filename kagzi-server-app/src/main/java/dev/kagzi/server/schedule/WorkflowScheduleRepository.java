package dev.kagzi.server.schedule;

import static dev.kagzi.server.database.Sql.array;

import dev.kagzi.server.database.BoundedReads;
import dev.kagzi.server.database.Json;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

@Repository
class WorkflowScheduleRepository {

    private final BoundedReads reads;
    private final ScheduleRow row;

    WorkflowScheduleRepository(BoundedReads reads, Json json) {
        this.reads = reads;
        this.row = new ScheduleRow(json);
    }

    /** At most so many of each of these workflows, by the names they were saved under, in the order of their own; without inputs. */
    List<Schedule> list(UUID namespaceId, Collection<String> workflows, int limit) {
        // No index has them by workflow: a namespace has few, and is read through once for all workflows.
        return reads.list(
                "SELECT " + ScheduleRow.LISTED + """
                          FROM (SELECT a.*, row_number() OVER (PARTITION BY a.workflow ORDER BY a.schedule_id) AS place
                                  FROM kagzi.schedule a
                                 WHERE a.namespace_id = :namespace AND a.workflow = ANY (:workflows)) s
                         WHERE s.place <= :limit ORDER BY s.schedule_id
                        """,
                new MapSqlParameterSource("namespace", namespaceId)
                        .addValue("workflows", array("text", workflows, name -> name))
                        .addValue("limit", limit),
                row);
    }
}
