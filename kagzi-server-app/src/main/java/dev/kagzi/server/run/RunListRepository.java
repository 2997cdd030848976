package dev.kagzi.server.run;

import static dev.kagzi.server.database.Sql.array;
import static dev.kagzi.server.database.Sql.timestamp;

import dev.kagzi.protocol.RunStatus;
import dev.kagzi.server.database.BoundedReads;
import dev.kagzi.server.database.Json;
import dev.kagzi.server.database.Sql;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.stereotype.Repository;

/**
 * Reads lists of runs. Each statement first finds the few keys it needs by an index that has them in the order of the list, or those of
 * the runs that are held, which are few; what the planner believes about the table then makes no difference.
 */
@Repository
class RunListRepository {

    /** Runs looked at for one page, when no index has just those that fit. */
    static final int WINDOW = 10_000;

    private static final RunRow RUN = new RunRow();

    private static final String IN_RANGE = """
            c.namespace_id = :namespace AND c.created_at > :after AND (c.created_at, c.run_id) >= (:fromAt, :fromRun)
            AND (c.created_at, c.run_id) < (:beforeAt, :beforeRun)
            """;

    private static final String NEWEST_FIRST = " ORDER BY c.created_at DESC, c.run_id DESC\n";

    private static final String NEWEST_OF_ONE = """
            SELECT c.created_at, c.run_id FROM kagzi.run c
             WHERE c.workflow = k.workflow AND c.status = k.status AND c.status <> 'RUNNING' AND
            """ + IN_RANGE + NEWEST_FIRST;

    /**
     * The newest of each workflow and status, with those that are held, which the index by status has not. Of many workflows and statuses
     * only those are read whose newest runs are the newest of all.
     */
    static final String IN_STATUS = page(
            """
            SELECT c.created_at, c.run_id FROM (
                SELECT c.created_at, c.run_id
                  FROM (SELECT k.workflow, k.status
                          FROM (SELECT w.workflow, s.status
                                  FROM unnest(:workflows) AS w (workflow) CROSS JOIN unnest(:statuses) AS s (status)) k
                         CROSS JOIN LATERAL (
            """ + NEWEST_OF_ONE + """
            LIMIT 1) c
            """ + NEWEST_FIRST + """
            LIMIT :limit) k
                 CROSS JOIN LATERAL (
            """ + NEWEST_OF_ONE + """
            LIMIT :limit) c
                UNION ALL
                (SELECT c.created_at, c.run_id FROM kagzi.run c
                  WHERE c.lease_token IS NOT NULL AND 'RUNNING' = ANY (:statuses) AND c.workflow = ANY (:workflows) AND
            """
                    + IN_RANGE + NEWEST_FIRST + "LIMIT :limit)) c" + NEWEST_FIRST + "LIMIT :limit",
            "");

    /** The newest of each workflow in one status, which is any but RUNNING. */
    static final String NEWEST_OF_EACH = page("""
            SELECT c.created_at, c.run_id
              FROM (SELECT w.workflow, :status::text AS status FROM unnest(:workflows) AS w (workflow)) k
             CROSS JOIN LATERAL (
            """ + NEWEST_OF_ONE + "LIMIT 1) c\n", "");

    /** An index that has the runs with one value in the order of the list. The first one that a filter names is used. */
    enum FoundBy {
        ID("kagzi.run c WHERE c.id = :id AND "),
        PARENT("kagzi.run c WHERE c.parent_run_id = :parent AND "),
        SCHEDULE("kagzi.run c WHERE c.schedule_id = :schedule AND "),
        TAG("kagzi.run_tag c WHERE c.name = :tagName AND c.value = :tagValue AND ");

        /** A page of those that fit. */
        final String fitting;

        /** The last one that a page looks at. */
        final String end;

        FoundBy(String from) {
            String keys = "SELECT c.created_at, c.run_id FROM " + from + IN_RANGE + NEWEST_FIRST;
            this.fitting = page(keys, Wanted.FITS);
            this.end = keys + "OFFSET :window - 1 LIMIT 1";
        }
    }

    /** Jumps from each workflow to the next one instead of reading all runs. */
    static final String WORKFLOWS = """
            WITH RECURSIVE found AS (
                (SELECT workflow FROM kagzi.run WHERE namespace_id = :namespace AND status <> 'RUNNING' ORDER BY workflow LIMIT 1)
                UNION ALL
                SELECT (SELECT r.workflow FROM kagzi.run r
                         WHERE r.namespace_id = :namespace AND r.workflow > found.workflow AND r.status <> 'RUNNING'
                         ORDER BY r.workflow LIMIT 1)
                  FROM found WHERE found.workflow IS NOT NULL)
            SELECT workflow FROM found WHERE workflow IS NOT NULL
             UNION SELECT workflow FROM kagzi.run WHERE namespace_id = :namespace AND lease_token IS NOT NULL
            """;

    private final BoundedReads reads;
    private final Json json;

    RunListRepository(BoundedReads reads, Json json) {
        this.reads = reads;
        this.json = json;
    }

    /** The runs named by {@code keys}, each by itself, as far as they fit. */
    private static String page(String keys, String fits) {
        return "SELECT " + RunRow.LISTED + "FROM (" + keys + """
                ) c
                CROSS JOIN LATERAL (SELECT * FROM kagzi.run r WHERE r.namespace_id = :namespace AND r.run_id = c.run_id
                """ + fits + " LIMIT 1) r\n" + RunRow.WAIT + NEWEST_FIRST
                + "LIMIT :limit";
    }

    /**
     * What runs have to fit, besides the value they are found by.
     *
     * @param workflows all names of the workflow asked for, null for any
     */
    record Wanted(
            @Nullable String id,
            @Nullable UUID parent,
            @Nullable String schedule,
            Map<String, String> tags,
            @Nullable List<String> workflows,
            Collection<RunStatus> statuses) {

        static final String FITS = """
                AND (:parent::uuid IS NULL OR r.parent_run_id = :parent::uuid)
                AND (:schedule::text IS NULL OR r.schedule_id = :schedule::text)
                AND (:workflows::text[] IS NULL OR r.workflow = ANY (:workflows::text[]))
                AND (:statuses::text[] IS NULL OR r.status = ANY (:statuses::text[])) AND r.tags @> :tags::jsonb
                """;

        static Wanted of(RunFilter filter, @Nullable List<String> workflows) {
            return new Wanted(
                    filter.id(), filter.parent(), filter.schedule(), filter.tags(), workflows, filter.statuses());
        }

        FoundBy foundBy() {
            if (id != null) {
                return FoundBy.ID;
            }
            return parent != null ? FoundBy.PARENT : schedule != null ? FoundBy.SCHEDULE : FoundBy.TAG;
        }

        boolean isDecidedByIndex() {
            long values =
                    Stream.of(id, parent, schedule).filter(Objects::nonNull).count() + tags.size();
            return workflows == null && statuses.isEmpty() && values == 1;
        }
    }

    /**
     * @param workflows null for any
     * @param statuses empty for all
     */
    List<Run> inStatus(RunRange range, @Nullable List<String> workflows, Collection<RunStatus> statuses, int limit) {
        Collection<RunStatus> wanted = statuses.isEmpty() ? Arrays.asList(RunStatus.values()) : statuses;
        List<String> names = workflows == null ? workflows(range.namespaceId()) : workflows;
        return reads.list(
                IN_STATUS,
                range(range)
                        .addValue("workflows", array("text", names, name -> name))
                        .addValue("statuses", array("text", wanted, RunStatus::name))
                        .addValue("limit", limit),
                RUN);
    }

    /** @param status any but RUNNING, of which no index has the newest */
    List<Run> newestOfEach(RunRange range, List<String> workflows, RunStatus status) {
        return reads.list(
                NEWEST_OF_EACH,
                range(range)
                        .addValue("workflows", array("text", workflows, name -> name))
                        .addValue("status", status.name())
                        .addValue("limit", workflows.size()),
                RUN);
    }

    /** Every name that runs of the namespace are stored under. */
    private List<String> workflows(UUID namespaceId) {
        return reads.list(
                WORKFLOWS,
                new MapSqlParameterSource("namespace", namespaceId),
                (row, number) -> Objects.requireNonNull(row.getString("workflow")));
    }

    /** The largest input or output of each workflow among these runs, in bytes, by the name the workflow is stored under. */
    Map<String, Integer> largestPayloads(UUID namespaceId, Collection<UUID> runIds) {
        Map<String, Integer> largest = new HashMap<>();
        reads.list(
                        """
                        SELECT workflow, max(greatest(octet_length(input), octet_length(output), 0)) AS bytes
                          FROM kagzi.run WHERE namespace_id = :namespace AND run_id = ANY (:runs) GROUP BY workflow
                        """,
                        new MapSqlParameterSource("namespace", namespaceId).addValue("runs", array("uuid", runIds)),
                        (row, number) -> Map.entry(row.getString("workflow"), row.getInt("bytes")))
                .forEach(entry -> largest.put(entry.getKey(), entry.getValue()));
        return largest;
    }

    /** The last run of the range that a page looks at, null when it can look at all of them. */
    @Nullable RunPlace windowEnd(RunRange range, Wanted wanted) {
        if (wanted.isDecidedByIndex()) {
            return null;
        }
        return reads
                .list(
                        wanted.foundBy().end,
                        wanted(range, wanted).addValue("window", WINDOW),
                        (row, number) -> new RunPlace(
                                Objects.requireNonNull(Sql.instant(row, "created_at")),
                                row.getObject("run_id", UUID.class)))
                .stream()
                .findFirst()
                .orElse(null);
    }

    List<Run> examined(RunRange range, Wanted wanted, int limit) {
        return reads.list(wanted.foundBy().fitting, wanted(range, wanted).addValue("limit", limit), RUN);
    }

    private MapSqlParameterSource wanted(RunRange range, Wanted wanted) {
        Map.Entry<String, String> tag = wanted.tags().isEmpty()
                ? null
                : wanted.tags().entrySet().iterator().next();
        return range(range)
                .addValue("id", wanted.id())
                .addValue("parent", wanted.parent())
                .addValue("schedule", wanted.schedule())
                .addValue("tagName", tag == null ? null : tag.getKey())
                .addValue("tagValue", tag == null ? null : tag.getValue())
                .addValue(
                        "workflows",
                        wanted.workflows() == null ? null : array("text", wanted.workflows(), name -> name))
                .addValue(
                        "statuses",
                        wanted.statuses().isEmpty() ? null : array("text", wanted.statuses(), RunStatus::name))
                .addValue("tags", json.text(wanted.tags()));
    }

    private static MapSqlParameterSource range(RunRange range) {
        return new MapSqlParameterSource("namespace", range.namespaceId())
                .addValue("after", timestamp(range.after()))
                .addValue("fromAt", timestamp(range.from().createdAt()))
                .addValue("fromRun", range.from().runId())
                .addValue("beforeAt", timestamp(range.before().createdAt()))
                .addValue("beforeRun", range.before().runId());
    }
}
