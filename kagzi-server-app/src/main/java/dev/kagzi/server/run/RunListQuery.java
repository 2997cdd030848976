package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.web.PageRequest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statement that reads a page of runs, made of the filters that are set. */
final class RunListQuery {

    private final StringBuilder sql = new StringBuilder("SELECT " + RunRow.LISTED + "FROM kagzi.run r " + RunRow.WAIT);
    private final Map<String, Object> parameters = new LinkedHashMap<>();

    /** @param workflows all names of the workflow asked for; empty for all workflows */
    RunListQuery(UUID namespaceId, Collection<String> workflows, RunFilter filter, PageRequest page) {
        sql.append("WHERE r.namespace_id = :namespace");
        parameters.put("namespace", namespaceId);
        if (!workflows.isEmpty()) {
            and("r.workflow = ANY (:workflows)", "workflows", array("text", workflows, name -> name));
        }
        if (!filter.statuses().isEmpty()) {
            and("r.status = ANY (:statuses)", "statuses", array("text", filter.statuses(), RunStatus::name));
        }
        and("r.id = :id", "id", filter.id());
        filter.tags().forEach((name, value) -> {
            String number = String.valueOf(parameters.size());
            parameters.put("tag" + number, name);
            and("r.tags ->> :tag" + number + " = :value" + number, "value" + number, value);
        });
        and("r.created_at > :after", "after", timestamp(filter.createdAfter()));
        and("r.created_at < :before", "before", timestamp(filter.createdBefore()));
        page(page);
    }

    private void page(PageRequest page) {
        RunPlace last = RunPlace.before(page);
        if (last != null) {
            parameters.put("lastRunId", last.runId());
            and(
                    "(r.created_at, r.run_id) < (:lastCreatedAt, :lastRunId)",
                    "lastCreatedAt",
                    timestamp(last.createdAt()));
        }
        sql.append(" ORDER BY r.created_at DESC, r.run_id DESC LIMIT :limit");
        parameters.put("limit", page.limit() + 1);
    }

    private void and(String condition, String parameter, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(condition);
            parameters.put(parameter, value);
        }
    }

    String sql() {
        return sql.toString();
    }

    Map<String, Object> parameters() {
        return parameters;
    }
}
